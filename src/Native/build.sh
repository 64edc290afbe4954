#!/usr/bin/env bash
# Builds libteleo ahead of time: bash src/Native/build.sh [--only language|pools] [here | arm64 | [v2] [v3] [v4]]
# One image for each x86-64 level, or for the named ones; "here" is the highest level of this processor.
# Leaves artifacts/native/linux-x64/libteleo.so, which chooses at load among the images beside it, one for each x86-64 level, and the two
# libraries that vision opens at its first use. An image whose sources have not changed is not built again. Needs the .NET 10 SDK and gcc.
# "--only language" leaves out pools and vision, "--only pools" leaves out vision alone; both go to a folder of their own, linux-x64-NAME.
# "arm64" leaves artifacts/native/linux-arm64/libteleo.so, which is one image; on another processor it needs gcc-aarch64-linux-gnu.
set -euo pipefail
cd "$(dirname "$0")/../.."
here() {
  local flags
  [ "$(uname -m)" != aarch64 ] || { echo arm64; return; }
  flags=" $(grep -m1 '^flags' /proc/cpuinfo) "
  if [[ $flags == *" avx512bw "* && $flags == *" avx512vl "* ]]; then echo v4
  elif [[ $flags == *" avx2 "* && $flags == *" bmi2 "* && $flags == *" fma "* ]]; then echo v3
  else echo v2
  fi
}
parts=all
if [ "${1:-}" = --only ]; then
  parts=${2:-}
  shift 2
fi
case $parts in
  all) left_out=() ;;
  pools) left_out=(-p:NativeVision=false) ;;
  language) left_out=(-p:NativeVision=false -p:NativePools=false) ;;
  *) echo "build.sh: --only takes language or pools" >&2; exit 2 ;;
esac
levels=("$@"); [ "${#levels[@]}" -gt 0 ] || levels=(v2 v3 v4)
[ "${levels[*]}" != here ] || levels=("$(here)")
rid=linux-x64
compiler=gcc
if [ "${levels[*]}" = arm64 ]; then
  rid=linux-arm64
  [ "$(uname -m)" = aarch64 ] || compiler=aarch64-linux-gnu-gcc
fi
for tool in dotnet $compiler; do
  command -v "$tool" >/dev/null || { echo "build.sh: $tool is missing; bash tests/install-tools.sh brings gcc" >&2; exit 1; }
done

out=artifacts/native/$rid
work=artifacts/native/build
[ $parts = all ] || { out+=-$parts; work+=-$parts; }
mkdir -p "$out" "$work"
exec 9>"$work/lock"
flock 9

sources() { find src/Engine src/Controller src/Pool src/Vision src/Native include -type f -not -path '*/bin/*' -not -path '*/obj/*' -print0 | sort -z; }
stamp=$({ sources | xargs -0 sha256sum; sha256sum Directory.Build.props Directory.Packages.props global.json; dotnet --version; $compiler --version | head -1; } | sha256sum | cut -d' ' -f1)

# Builds one image into the work folder of its level: image LEVEL FILE [OPTION...]
image() {
  local level=$1 file=$2
  shift 2
  [ "$(cat "$work/$level.stamp" 2>/dev/null)" = "$stamp" ] && [ -f "$file" ] && return
  echo "building $file"
  dotnet publish src/Native -c Release -r $rid -v q -nodeReuse:false --artifacts-path "$work" \
    -p:PublishAot=true -p:RunAnalyzers=false "${left_out[@]}" "$@" -o "$work/$level"
  cp "$work/$level/Teleo.Native.so" "$file.new"
  mv "$file.new" "$file"
  [ $parts != all ] || for library in libonnxruntime.so libSkiaSharp.so; do
    cmp -s "$work/$level/$library" "$out/$library" || install -m 755 "$work/$level/$library" "$out/$library"
  done
  echo "$stamp" > "$work/$level.stamp"
}

if [ $rid = linux-arm64 ]; then
  # The linker is called as clang's, whose --target a gcc that knows but one does not take.
  cat > "$work/cc" <<END
#!/usr/bin/env bash
arguments=()
for argument in "\$@"; do [[ \$argument == --target=* ]] || arguments+=("\$argument"); done
exec $compiler "\${arguments[@]}"
END
  chmod +x "$work/cc"
  image arm64 "$out/libteleo.so" -p:CppCompilerAndLinker="$PWD/$work/cc" -p:ObjCopyName="${compiler%gcc}objcopy"
  echo "$out/libteleo.so"
  exit 0
fi

for level in "${levels[@]}"; do image "$level" "$out/libteleo-x86-64-$level.so" -p:IlcInstructionSet="x86-64-$level"; done
sed -n 's/^TELEO_API .*[ *]\([a-z][a-z0-9_]*\)(.*/X(\1)/p' include/teleo.h > "$work/exports.inc"
gcc -std=gnu11 -O2 -Wall -Wextra -Werror -fPIC -shared -fvisibility=hidden -fcf-protection -I"$work" -Wl,-soname,libteleo.so -Wl,-z,now,-z,nodelete \
  -o "$out/libteleo.so.new" src/Native/loader.c -ldl
mv "$out/libteleo.so.new" "$out/libteleo.so"
echo "$out/libteleo.so"
