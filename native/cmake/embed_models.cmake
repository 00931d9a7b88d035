# Writes a C++ source that holds the models of the library, each with its file's name, by name.
#   cmake "-DMODELS=a.json;b.json" -DOUTPUT=model_library.cpp -P embed_models.cmake
set(names "")
foreach(file IN LISTS MODELS)
  get_filename_component(name ${file} NAME_WE)
  list(APPEND names ${name})
  set(file_of_${name} ${file})
endforeach()
list(SORT names)
set(entries "")
foreach(name IN LISTS names)
  file(READ ${file_of_${name}} text)
  string(APPEND entries "    {\"${name}\", R\"kelvin(${text})kelvin\"},\n")
endforeach()
file(WRITE ${OUTPUT} "// Made when building; do not edit.
#include \"library/model_library.h\"

namespace kelvin::native {
namespace {
constexpr LibraryModel kModels[] = {
${entries}};
}  // namespace
const std::span<const LibraryModel> kModelLibrary(kModels);
}  // namespace kelvin::native
")
