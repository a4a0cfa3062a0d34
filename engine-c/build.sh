#!/bin/sh
# Compiles the kernels where there is a C compiler; without one the program goes without them and says why.
#
# usage: build.sh SOURCE FOLDER SYSTEM PROCESSOR, the last two as Java names them; the compiler is $CC, else cc
set -eu
source=$1
target=$2/products-$(printf '%s-%s' "$3" "$4" | tr 'A-Z ' 'a-z-').so
cc=${CC:-cc}
mkdir -p "$(dirname "$target")"
if ! command -v "$cc" >/dev/null 2>&1; then
    rm -f "$target"
    echo "no C compiler ($cc): the backend native is left out" >&2
    exit 0
fi
if [ -f "$target" ] && [ "$target" -nt "$source" ] && [ "$target" -nt "$0" ]; then
    exit 0
fi
# No build id, no names: two builds are equal.
case $3 in
    Linux) link='-Wl,--build-id=none -Wl,-s' ;;
    *) link= ;;
esac
# No contraction: where one operation rounds, the others of Java round, too.
# shellcheck disable=SC2086 # several words
if "$cc" -std=c11 -O3 -ffp-contract=off -fno-math-errno -fPIC -shared -g0 -Wall -Wextra $link \
    -o "$target.new" "$source" -lm; then
    mv "$target.new" "$target"
    exit 0
fi
rm -f "$target" "$target.new"
echo "$cc cannot compile $source: the backend native is left out" >&2
# Where changes are judged, it has to compile.
[ "${CI:-false}" != true ]
