# For a build on Debian or Ubuntu for 64-bit Arm, by g++-aarch64-linux-gnu and the libraries' packages of the architecture
# arm64: cmake --preset release -DCMAKE_TOOLCHAIN_FILE=cmake/aarch64.cmake. Compile only: nothing runs here.
set(CMAKE_SYSTEM_NAME Linux)
set(CMAKE_SYSTEM_PROCESSOR aarch64)
set(CMAKE_CXX_COMPILER aarch64-linux-gnu-g++)
set(CMAKE_LIBRARY_ARCHITECTURE aarch64-linux-gnu)
set(ENV{PKG_CONFIG_LIBDIR} /usr/lib/aarch64-linux-gnu/pkgconfig:/usr/share/pkgconfig)
