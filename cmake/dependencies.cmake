# nlohmann_json reads text for kelvin::json, and is the reference of the tests; the core itself needs no
# library. What native/ needs, it finds itself.
if(EMSCRIPTEN)
  # Header-only, so the host's copy serves; but its folder would bring the host's other headers
  # along. Give the compiler a folder that holds this library alone.
  find_path(KELVIN_NLOHMANN_DIR nlohmann/json.hpp PATHS /usr/include /usr/local/include
            NO_CMAKE_FIND_ROOT_PATH REQUIRED)
  file(MAKE_DIRECTORY ${CMAKE_BINARY_DIR}/include)
  file(CREATE_LINK ${KELVIN_NLOHMANN_DIR}/nlohmann ${CMAKE_BINARY_DIR}/include/nlohmann SYMBOLIC)
  add_library(kelvin_nlohmann INTERFACE)
  target_include_directories(kelvin_nlohmann SYSTEM INTERFACE ${CMAKE_BINARY_DIR}/include)
  add_library(nlohmann_json::nlohmann_json ALIAS kelvin_nlohmann)
  # Eigen likewise: small systems of equations, when points are learnt.
  find_path(KELVIN_EIGEN_DIR Eigen/Dense PATHS /usr/include/eigen3 /usr/local/include/eigen3
            NO_CMAKE_FIND_ROOT_PATH REQUIRED)
  add_library(kelvin_eigen INTERFACE)
  target_include_directories(kelvin_eigen SYSTEM INTERFACE ${KELVIN_EIGEN_DIR})
  add_library(Eigen3::Eigen ALIAS kelvin_eigen)
else()
  find_package(Eigen3 3.4 REQUIRED NO_MODULE)
  find_package(nlohmann_json 3.11 REQUIRED)
endif()
