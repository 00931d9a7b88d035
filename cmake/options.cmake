# How every target of ours is compiled: link kelvin_options.
option(KELVIN_TESTS "Build the tests" ON)
option(KELVIN_FUZZ "Build the fuzzers (clang)" OFF)
option(KELVIN_SANITIZE "Address and undefined-behaviour sanitizers" OFF)

set(CMAKE_CXX_EXTENSIONS OFF)
add_library(kelvin_options INTERFACE)
target_compile_features(kelvin_options INTERFACE cxx_std_20)
target_compile_options(kelvin_options INTERFACE
  -Wall -Wextra -Wshadow -Wconversion -Werror
  # GCC 12 at -O3 sees uninitialised members in std::variant and std::optional where there are
  # none, and copies of more than all memory in "a" + text (its bug 105651); clang and the
  # sanitizers watch for the real ones.
  $<$<CXX_COMPILER_ID:GNU>:-Wno-maybe-uninitialized -Wno-restrict>
  # A fused multiply-add rounds once where two operations round twice: the scores of two machines
  # would differ in their last bits.
  -ffp-contract=off)
# What a page loads links kelvin_small, too.
add_library(kelvin_small INTERFACE)
if(EMSCRIPTEN)
  # Where bytes count and time does not, lists go without an index.
  target_compile_definitions(kelvin_small INTERFACE KELVIN_SMALL)
endif()
if(EMSCRIPTEN AND NOT CMAKE_BUILD_TYPE STREQUAL "Debug")
  # Link-time optimisation takes 7 to 8 % off the WebAssembly. At -Oz this em++ turns inlining off
  # altogether; but small functions are smaller where they are called, by another 8 %.
  # And every browser since 2021 copies memory, extends signs and rounds numbers in one instruction.
  target_compile_options(kelvin_small INTERFACE -Oz -flto -finline-functions -mbulk-memory -msign-ext
                         -mnontrapping-fptoint -fno-c++-static-destructors)
  target_link_options(kelvin_small INTERFACE -Oz -flto)
endif()
# Each folder of a library is compiled as one source: headers are read once, and not in each of a hundred files.
option(KELVIN_BY_FOLDER "Compile folders, not files: quicker as a whole, slower after a change" OFF)
function(kelvin_compiled_by_folder target)
  get_target_property(sources ${target} SOURCES)
  foreach(source IN LISTS sources)
    cmake_path(GET source PARENT_PATH folder)
    cmake_path(GET folder FILENAME name)
    set_source_files_properties(${source} PROPERTIES UNITY_GROUP "${name}")
  endforeach()
  set_target_properties(${target} PROPERTIES UNITY_BUILD ${KELVIN_BY_FOLDER} UNITY_BUILD_MODE GROUP)
  if(KELVIN_BY_FOLDER AND CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
    # GCC takes a file that is read by another for a header, whose private types would differ from source to source.
    target_compile_options(${target} PRIVATE -Wno-subobject-linkage)
  endif()
endfunction()
# Tells the fuzzers which way an input took through a library. Only they listen; other programs link it all the same.
function(kelvin_watched_by_fuzzers target)
  if(KELVIN_FUZZ)
    target_compile_options(${target} PRIVATE -fsanitize=fuzzer-no-link)
  endif()
endfunction()
if(KELVIN_SANITIZE)
  # The core has no RTTI, which the vptr check would ask of its classes.
  target_compile_options(kelvin_options INTERFACE -fsanitize=address,undefined -fno-sanitize=vptr
                         -fno-sanitize-recover=all -fno-omit-frame-pointer)
  target_link_options(kelvin_options INTERFACE -fsanitize=address,undefined)
endif()
