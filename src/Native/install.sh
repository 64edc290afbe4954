#!/usr/bin/env bash
# Puts what build.sh left under a prefix: bash src/Native/install.sh PREFIX
# The header goes to PREFIX/include, the library with its images to PREFIX/lib, teleo.pc for pkg-config to PREFIX/lib/pkgconfig. The
# folder may be moved as a whole afterwards.
set -euo pipefail
[ $# -eq 1 ] || { echo "usage: install.sh PREFIX" >&2; exit 2; }
prefix=$1
cd "$(dirname "$0")/../.."
built=artifacts/native/linux-x64
[ -f "$built/libteleo.so" ] || { echo "install.sh: $built/libteleo.so is missing: run bash src/Native/build.sh first" >&2; exit 1; }
version=$(sed -n 's:.*<Version>\(.*\)</Version>.*:\1:p' Directory.Build.props)
install -d "$prefix/include" "$prefix/lib/pkgconfig"
install -m 644 include/teleo.h "$prefix/include/"
install -m 755 "$built"/*.so "$prefix/lib/"
cat > "$prefix/lib/pkgconfig/teleo.pc" <<END
prefix=\${pcfiledir}/../..
libdir=\${prefix}/lib
includedir=\${prefix}/include

Name: teleo
Description: Small language models in any program that can call C
Version: $version
Cflags: -I\${includedir}
Libs: -L\${libdir} -lteleo
END
