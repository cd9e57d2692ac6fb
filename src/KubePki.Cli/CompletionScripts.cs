namespace KubePki.Cli;

/// <summary>What shells are told: to ask the program itself.</summary>
internal static class CompletionScripts
{
    /// <summary>The scripts by the name of the shell.</summary>
    public static IReadOnlyDictionary<string, string> All { get; } = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["bash"] = """
            # Load it in ~/.bashrc:  source <(kubepki completion bash)
            _kubepki() {
                local line directive=4
                COMPREPLY=()
                while IFS= read -r line; do
                    case $line in
                        :*) directive=${line#:} ;;
                        *) COMPREPLY+=("$(printf %q "${line%%$'\t'*}")") ;;
                    esac
                done < <("${COMP_WORDS[0]}" __complete "${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null)
                if [ "$directive" = 0 ]; then compopt -o default 2>/dev/null; fi
            }
            complete -F _kubepki kubepki

            """,
        ["zsh"] = """
            #compdef kubepki
            # Load it in ~/.zshrc, after compinit:  source <(kubepki completion zsh)
            _kubepki() {
                local -a described
                local line directive=4
                for line in "${(@f)$("${words[1]}" __complete "${(@)words[2,CURRENT]}" 2>/dev/null)}"; do
                    if [[ $line == :* ]]; then
                        directive=${line#:}
                    else
                        described+=("${${line%%$'\t'*}//:/\\:}:${line#*$'\t'}")
                    fi
                done
                (( $#described )) && _describe kubepki described
                [[ $directive == 0 ]] && _files
                return 0
            }
            compdef _kubepki kubepki

            """,
        ["fish"] = """
            # Save as ~/.config/fish/completions/kubepki.fish
            function __kubepki_complete
                set -l words (commandline -opc)
                set -l last (commandline -ct)
                kubepki __complete $words[2..-1] "$last" 2>/dev/null
            end
            complete -c kubepki -f -a '(__kubepki_complete | string match -v ":*")'
            complete -c kubepki -n '__kubepki_complete | string match -q ":0"' -F

            """,
        ["pwsh"] = """
            # Load it in $PROFILE:  kubepki completion pwsh | Out-String | Invoke-Expression
            Register-ArgumentCompleter -Native -CommandName kubepki -ScriptBlock {
                param($wordToComplete, $commandAst, $cursorPosition)
                $words = @($commandAst.CommandElements | Select-Object -Skip 1 | ForEach-Object { $_.Extent.Text })
                if (-not $wordToComplete) { $words += '' }
                & $commandAst.CommandElements[0].Extent.Text __complete @words 2>$null |
                    Where-Object { $_ -notlike ':*' } |
                    ForEach-Object {
                        $name, $text = $_ -split "`t", 2
                        $word = $name -match '^[\w./:@%+=,*-]+$' ? $name : "'" + ($name -replace "'", "''") + "'"
                        [System.Management.Automation.CompletionResult]::new($word, $name, 'ParameterValue', $text ? $text : $name)
                    }
            }

            """,
        ["kubectl"] = """
            #!/bin/sh
            # Save as kubectl_complete-pki, executable, in the directory of kubectl-pki. kubectl then completes "kubectl pki".
            exec kubectl-pki __complete "$@"

            """,
    };
}
