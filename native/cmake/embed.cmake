# Writes a C++ source that defines one std::string_view with a file's bytes.
#   cmake -DINPUT=page.html -DOUTPUT=page.cpp -DHEADER=page.h -DNAME=kPage -P embed.cmake
file(READ ${INPUT} bytes HEX)
string(REGEX REPLACE "([0-9a-f][0-9a-f])" "'\\\\x\\1'," bytes "${bytes}")
string(REGEX REPLACE "(('[^']*',){24})" "\\1\n    " bytes "${bytes}")
file(WRITE ${OUTPUT} "// Made when building; do not edit.
#include \"${HEADER}\"

namespace kelvin::native {
namespace {
constexpr char ${NAME}Bytes[] = {
    ${bytes}'\\0'};
}  // namespace
const std::string_view ${NAME}(${NAME}Bytes, sizeof ${NAME}Bytes - 1);
}  // namespace kelvin::native
")
