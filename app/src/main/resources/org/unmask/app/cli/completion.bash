
_unmask() {
    local words current breaks= cut= reply
    read -r -a words <<<"${COMP_LINE:0:COMP_POINT}"
    case ${COMP_LINE:0:COMP_POINT} in
        *[[:space:]]) words+=('') ;;
    esac
    # What stands before the program belongs to the shell.
    while [ ${#words[@]} -gt 1 ] && [ "${words[0]}" != "${COMP_WORDS[0]}" ]; do
        words=("${words[@]:1}")
    done
    _unmask_complete "${words[@]:1}"
    # Only what stands behind the last character that breaks words is replaced.
    current=${words[${#words[@]} - 1]}
    case $COMP_WORDBREAKS in *:*) breaks=: ;; esac
    case $COMP_WORDBREAKS in *=*) breaks=$breaks= ;; esac
    if [ -n "$breaks" ]; then
        cut=${current%"${current##*[$breaks]}"}
    fi
    COMPREPLY=()
    for reply in "${_unmask_replies[@]}"; do
        COMPREPLY+=("${reply#"$cut"}")
    done
    # The bash of macOS has no compopt, and puts a blank behind every reply.
    type compopt >/dev/null 2>&1 || return 0
    if [ -n "$_unmask_open" ]; then
        compopt -o nospace
    fi
    if [ ${#COMPREPLY[@]} -eq 0 ]; then
        case $_unmask_paths in
            file) compopt -o default ;;
            folder) compopt -o dirnames ;;
        esac
    fi
}

complete -F _unmask unmask
