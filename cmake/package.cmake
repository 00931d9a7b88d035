# The .deb: the command line with its man page and completions. cpack makes it of what was built, without building anything
# itself: the targets kelvin and kelvin_manual. docs/releasing.md has the whole way.
set(KELVIN_MAINTAINER "Kelvin's authors <kelvin@localhost>" CACHE STRING "Who answers for the .deb: name and address")
set(debian ${CMAKE_CURRENT_BINARY_DIR}/debian)
string(TIMESTAMP KELVIN_DATE "%a, %d %b %Y %H:%M:%S +0000" UTC)  # of SOURCE_DATE_EPOCH, where that is set
configure_file(cmake/debian/changelog.in ${debian}/changelog.Debian @ONLY)

# Compressed without a name and a time, so that the same text gives the same bytes.
function(kelvin_compressed source name)
  add_custom_command(OUTPUT ${debian}/${name}.gz
                     COMMAND gzip -9nc ${source} > ${debian}/${name}.gz
                     DEPENDS ${source} VERBATIM)
  set_property(GLOBAL APPEND PROPERTY kelvin_compressed ${debian}/${name}.gz)
endfunction()
kelvin_compressed(${debian}/changelog.Debian changelog.Debian)
kelvin_compressed(${PROJECT_SOURCE_DIR}/CHANGELOG.md changelog)
kelvin_compressed(${PROJECT_BINARY_DIR}/native/manual/kelvin.1 kelvin.1)
get_property(compressed GLOBAL PROPERTY kelvin_compressed)
add_custom_target(kelvin_compressed DEPENDS ${compressed})
add_dependencies(kelvin_compressed kelvin_manual)

set(manual ${PROJECT_BINARY_DIR}/native/manual)
function(kelvin_in_package destination)
  install(FILES ${ARGN} DESTINATION ${destination} COMPONENT cli EXCLUDE_FROM_ALL)
endfunction()
kelvin_in_package(share/man/man1 ${debian}/kelvin.1.gz)
kelvin_in_package(share/bash-completion/completions ${manual}/kelvin)
kelvin_in_package(share/zsh/vendor-completions ${manual}/_kelvin)
kelvin_in_package(share/fish/vendor_completions.d ${manual}/kelvin.fish)
kelvin_in_package(share/doc/kelvin cmake/debian/copyright ${debian}/changelog.Debian.gz ${debian}/changelog.gz)

set(CPACK_GENERATOR DEB)
set(CPACK_PACKAGE_NAME kelvin)
set(CPACK_PACKAGE_VERSION ${PROJECT_VERSION})
set(CPACK_PACKAGING_INSTALL_PREFIX /usr)
set(CPACK_STRIP_FILES ON)
set(CPACK_COMPONENTS_ALL cli)
set(CPACK_DEB_COMPONENT_INSTALL ON)
set(CPACK_DEBIAN_CLI_PACKAGE_NAME kelvin)
set(CPACK_DEBIAN_CLI_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_RELEASE 1)
set(CPACK_DEBIAN_CLI_PACKAGE_SECTION utils)
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
set(CPACK_DEBIAN_PACKAGE_MAINTAINER "${KELVIN_MAINTAINER}")
# CPack puts the first line before the rest.
set(CPACK_COMPONENT_CLI_DESCRIPTION
"lead scoring of event logs
Scores event logs in Segment's spec by a model of rules and points: who is
warm, why, and which messages a page would have posted. The numbers are those
that visitors' browsers compute, to the bit, so claims can be verified. Checks
models, and learns points from who bought.")
set(CPACK_INSTALL_DEFAULT_DIRECTORY_PERMISSIONS OWNER_READ OWNER_WRITE OWNER_EXECUTE GROUP_READ GROUP_EXECUTE
                                                WORLD_READ WORLD_EXECUTE)
include(CPack)
