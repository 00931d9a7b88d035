# Installation: `find_package(kelvin)` gives kelvin::core, kelvin::json and kelvin::study; natively the command line comes along.
include(CMakePackageConfigHelpers)

install(TARGETS kelvin_core kelvin_json kelvin_study EXPORT kelvin-targets ARCHIVE DESTINATION ${CMAKE_INSTALL_LIBDIR})
install(DIRECTORY core/include/ core/json/include/ core/study/include/ DESTINATION ${CMAKE_INSTALL_INCLUDEDIR})
install(EXPORT kelvin-targets NAMESPACE kelvin:: DESTINATION ${CMAKE_INSTALL_LIBDIR}/cmake/kelvin)
file(WRITE ${CMAKE_CURRENT_BINARY_DIR}/kelvin-config.cmake
     "include(\"\${CMAKE_CURRENT_LIST_DIR}/kelvin-targets.cmake\")\n")
write_basic_package_version_file(${CMAKE_CURRENT_BINARY_DIR}/kelvin-config-version.cmake
                                 COMPATIBILITY SameMajorVersion)
install(FILES ${CMAKE_CURRENT_BINARY_DIR}/kelvin-config.cmake
              ${CMAKE_CURRENT_BINARY_DIR}/kelvin-config-version.cmake
        DESTINATION ${CMAKE_INSTALL_LIBDIR}/cmake/kelvin)
if(TARGET kelvin)
  install(TARGETS kelvin RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR} COMPONENT cli)
endif()
