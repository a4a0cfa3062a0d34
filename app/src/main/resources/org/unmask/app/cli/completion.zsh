
# The part that is written as for other shells.
_unmask_replied() {
    setopt local_options sh_word_split no_nomatch
    _unmask_complete "$@"
}

_unmask() {
    _unmask_replied "${(@)words[2,CURRENT]}"
    if (( ${#_unmask_replies} )); then
        if [[ -n $_unmask_open ]]; then
            compadd -Q -S '' -- "${_unmask_replies[@]}"
        else
            compadd -Q -- "${_unmask_replies[@]}"
        fi
        return
    fi
    case $_unmask_paths in
        (file) _files ;;
        (folder) _files -/ ;;
    esac
}

compdef _unmask unmask
