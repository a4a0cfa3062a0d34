# Downloads a JDK for this system; `unmask` reads this file when it finds none. Needs `fail`, `home` and `oldest`.
#
#   UNMASK_JDK      `download` downloads without asking, `none` never does; without it a terminal is asked
#   UNMASK_JDK_URL  a mirror to download the same archive from
#   UNMASK_CACHE    where it is kept; ~/.cache/unmask if nothing is said
#
# Proxies are those of curl and wget: https_proxy, http_proxy, no_proxy.

cache=${UNMASK_CACHE:-${XDG_CACHE_HOME:-${HOME:-}/.cache}/unmask}
megabytes_needed=700

install_hint="install a JDK $oldest (for example from https://adoptium.net) and set UNMASK_JAVA_HOME to its folder if it is not found"

# Prints system and processor as the list has them.
platform() {
    case $(uname -s) in
        Linux) if ldd --version 2>&1 | grep -qi musl; then system=linux-musl; else system=linux; fi ;;
        Darwin) system=macos ;;
        *) system=$(uname -s) ;;
    esac
    case $(uname -m) in
        x86_64 | amd64) processor=x64 ;;
        aarch64 | arm64) processor=aarch64 ;;
        *) processor=$(uname -m) ;;
    esac
    printf '%s %s' "$system" "$processor"
}

has() {
    command -v "$1" >/dev/null 2>&1
}

# Downloads $1 to $2.
fetch() {
    if has curl; then
        if [ -t 2 ]; then
            curl --fail --location --progress-bar --output "$2" "$1"
        else
            curl --fail --location --silent --show-error --output "$2" "$1"
        fi
    else
        wget -q -O "$2" "$1"
    fi
}

# Prints the SHA-256 of file $1.
sum_of() {
    if has sha256sum; then
        sha256sum "$1"
    elif has shasum; then
        shasum -a 256 "$1"
    else
        openssl dgst -sha256 -r "$1"
    fi | sed 's/[^0-9a-f].*//'
}

# Ends with one line if a tool is missing.
check_tools() {
    has tar || fail "cannot unpack a JDK: tar is missing; install it, or $install_hint"
    has curl || has wget ||
        fail "cannot download a JDK: neither curl nor wget is there; install one of them, or $install_hint"
    has sha256sum || has shasum || has openssl ||
        fail "cannot check a download: none of sha256sum, shasum and openssl is there; install one of them, or $install_hint"
}

# Asks a person who can answer. Succeeds if a download is wanted.
wanted() {
    case ${UNMASK_JDK:-} in
        download) return 0 ;;
        none) return 1 ;;
        '') ;;
        *) fail "UNMASK_JDK=$UNMASK_JDK is neither download nor none" ;;
    esac
    [ -t 0 ] && [ -t 2 ] || return 1
    printf 'Unmask needs a JDK %s and finds none. Download Temurin %s (about 140 MB) to %s? [y/N] ' \
        "$oldest" "$version" "$cache" >&2
    read -r answer || return 1
    case $answer in
        [yY] | [yY][eE][sS]) return 0 ;;
        *) return 1 ;;
    esac
}

# Sets `jdk` to a downloaded JDK, or ends with one line.
download_jdk() {
    here=$(platform)
    entry=$(sed -e '/^#/d' -e 's/  */ /g' "$home/tools/jdk/temurin.list" | grep "^$here " | head -n 1)
    if [ -z "$entry" ]; then
        fail "needs a JDK $oldest, and none is offered for download on $here: $install_hint"
    fi
    version=$(printf '%s' "$entry" | cut -d ' ' -f 3)
    expected=$(printf '%s' "$entry" | cut -d ' ' -f 4)
    address=${UNMASK_JDK_URL:-$(printf '%s' "$entry" | cut -d ' ' -f 5)}
    wanted || fail "needs a JDK $oldest: run it with UNMASK_JDK=download to get Temurin $version into $cache, or $install_hint"
    check_tools
    mkdir -p "$cache" 2>/dev/null || fail "cannot write to $cache; set UNMASK_CACHE to a folder that can be written to"
    free=$(df -Pk "$cache" 2>/dev/null | awk 'NR == 2 { print int($4 / 1024) }')
    if [ -n "$free" ] && [ "$free" -lt "$megabytes_needed" ]; then
        fail "$cache has $free MB free, a JDK needs $megabytes_needed MB; make room, or set UNMASK_CACHE to another folder"
    fi
    part=$(mktemp -d "$cache/download.XXXXXX") || fail "cannot write to $cache"
    trap 'rm -rf "$part"' EXIT
    trap 'exit 129' HUP
    trap 'exit 130' INT
    trap 'exit 143' TERM
    echo "downloading Temurin $version from $address" >&2
    fetch "$address" "$part/archive" || fail "the download of $address failed; nothing was kept"
    found=$(sum_of "$part/archive")
    if [ "$found" != "$expected" ]; then
        fail "$address has $(wc -c <"$part/archive" | tr -d ' ') bytes of SHA-256 $found, expected $expected: \
it is damaged or another file; nothing was kept"
    fi
    mkdir "$part/jdk" && tar -xzf "$part/archive" -C "$part/jdk" || fail "cannot unpack $address into $cache; is its disk full?"
    unpacked=
    for folder in "$part"/jdk/*/Contents/Home "$part"/jdk/*; do
        if [ -x "$folder/bin/java" ]; then
            unpacked=$folder
            break
        fi
    done
    [ -n "$unpacked" ] || fail "$address holds no bin/java; nothing was kept"
    jdk=$cache/jdk-$version
    # Another process may have been faster: then its folder serves as well.
    [ -d "$jdk" ] || mv "$unpacked" "$jdk" || fail "cannot write $jdk"
    rm -rf "$part"
    trap - EXIT HUP INT TERM
    echo "the JDK is in $jdk" >&2
}
