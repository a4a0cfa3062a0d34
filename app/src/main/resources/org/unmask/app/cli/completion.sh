
# Sets the array _unmask_replies to what may stand at the end of some words, of which the last is being typed. Sets
# _unmask_paths to `file` or `folder` where a path may stand, and _unmask_open if a reply may go on.
_unmask_complete() {
    local command= option= prefix= word
    _unmask_replies=()
    _unmask_paths=
    _unmask_open=
    while [ $# -gt 1 ]; do
        word=$1
        shift
        if [ -n "$option" ]; then
            option=
            continue
        fi
        case $word in
            --*=*) ;;
            -*)
                _unmask_expect "$command" "$word"
                [ "$_unmask_expected" = flag ] || option=$word
                ;;
            *)
                case " $_unmask_commands " in
                    *" ${command:+$command/}$word "*) command=${command:+$command/}$word ;;
                esac
                ;;
        esac
    done
    word=${1-}
    if [ -z "$option" ]; then
        case $word in
            --*=*)
                option=${word%%=*}
                prefix=$option=
                word=${word#*=}
                ;;
            -*)
                _unmask_options "$command"
                _unmask_offer '' "$word" $_unmask_found
                return
                ;;
        esac
    fi
    if [ -z "$option" ]; then
        _unmask_below "$command" "$word"
    fi
    _unmask_expect "$command" "$option"
    _unmask_value "$prefix" "$word"
}

# Offers those of the words $3... that begin with $2, behind the prefix $1.
_unmask_offer() {
    local prefix=$1 begin=$2 word
    shift 2
    for word in "$@"; do
        case $word in
            "$begin"*)
                _unmask_replies+=("$prefix$word")
                case $word in
                    *[=:]) _unmask_open=yes ;;
                esac
                ;;
        esac
    done
}

# Offers the commands below command $1 that begin with $2.
_unmask_below() {
    local word
    for word in $_unmask_commands; do
        case $word in
            ${1:+"$1/"}*)
                word=${word#${1:+"$1/"}}
                case $word in
                    */*) ;;
                    *) _unmask_offer '' "$2" "$word" ;;
                esac
                ;;
        esac
    done
}

# Offers values of the kind _unmask_expected that begin with $2, behind the prefix $1.
_unmask_value() {
    local prefix=$1 begin=$2
    case $_unmask_expected in
        '' | flag) return ;;
        file | folder)
            _unmask_paths=$_unmask_expected
            return
            ;;
        strategy)
            _unmask_strategy "$prefix" "$begin"
            return
            ;;
    esac
    # Of a list the last one is being typed.
    case $begin in
        *,*)
            prefix=$prefix${begin%,*},
            begin=${begin##*,}
            ;;
    esac
    case $_unmask_expected in
        words\ *) _unmask_offer "$prefix" "$begin" ${_unmask_expected#words } ;;
        model)
            _unmask_paths=file
            _unmask_offer "$prefix" "$begin" $_unmask_models
            ;;
        device)
            _unmask_paths=file
            _unmask_own devices
            _unmask_offer "$prefix" "$begin" $_unmask_devices $_unmask_found
            ;;
        profile)
            _unmask_paths=file
            _unmask_own profiles
            _unmask_offer "$prefix" "$begin" $_unmask_profiles $_unmask_found
            ;;
    esac
}

# Finds what a person has measured: the names of the files in a folder of theirs.
_unmask_own() {
    local file
    _unmask_found=
    for file in "$HOME/.unmask/$1"/*.json; do
        if [ -e "$file" ]; then
            file=${file##*/}
            _unmask_found="$_unmask_found ${file%.json}"
        fi
    done
}

# Offers a strategy, its keys or the values of a key that begin with $2, behind the prefix $1.
_unmask_strategy() {
    local head rest key
    case $2 in
        *:*) ;;
        *)
            _unmask_offer "$1" "$2" $_unmask_strategies
            _unmask_keys "$2"
            if [ -n "$_unmask_found" ]; then
                _unmask_offer "$1" "$2" "$2:"
            fi
            _unmask_open=yes
            return
            ;;
    esac
    head=${2%%:*}:
    rest=${2#*:}
    case $rest in
        *,*)
            head=$head${rest%,*},
            rest=${rest##*,}
            ;;
    esac
    case $rest in
        *=*)
            key=${rest%%=*}
            _unmask_choices "${2%%:*}" "$key"
            case $_unmask_found in
                file) _unmask_paths=file ;;
                *) _unmask_offer "$1$head$key=" "${rest#*=}" $_unmask_found ;;
            esac
            ;;
        *)
            _unmask_keys "${2%%:*}"
            for key in $_unmask_found; do
                case $head in
                    *[:,]"$key="*) ;;
                    *) _unmask_offer "$1$head" "$rest" "$key=" ;;
                esac
            done
            ;;
    esac
}
