using System.CommandLine;
using System.CommandLine.Completions;
using System.CommandLine.Parsing;
using System.Text.Json;
using KubePki.Model;
using KubePki.Reports;

namespace KubePki.Cli;

/// <summary><c>--output</c>: every command has the same forms, and some have more.</summary>
internal sealed class OutputOption
{
    private const string Columns = "custom-columns=";

    private readonly Option<string> _option;
    private readonly string[] _forms;

    /// <param name="more">The forms that only this command has.</param>
    public OutputOption(params string[] more)
    {
        _forms = ["table", .. more, "json", "yaml", "name", Columns];
        _option = new Option<string>("--output", "-o")
        {
            Description = $"Output format: {string.Join(", ", _forms)}HEADER:.field,…",
            HelpName = "FORMAT",
            DefaultValueFactory = _ => "table",
        };
        _option.CompletionSources.Add(_ => _forms.Select(form => new CompletionItem(form)));
        _option.Validators.Add(result =>
        {
            var form = result.Tokens is [var token] ? token.Value : "table";
            var isKnown = form.StartsWith(Columns, StringComparison.Ordinal) ? CustomColumns.Parse(form[Columns.Length..]) is not null
                : _forms.Contains(form);
            if (!isKnown)
                result.AddError($"'{form}' is not an output format. Use {string.Join(", ", _forms[..^1])} or {Columns}HEADER:.field,…");
        });
    }

    public void AddTo(Command command) => command.Options.Add(_option);

    /// <summary>Whether this form is wanted.</summary>
    public bool Is(ParseResult parsed, string form) => parsed.GetValue(_option) == form;

    /// <summary>Whether it is one of the forms in which objects can be written one by one.</summary>
    public bool IsTableOrJson(SymbolResult result) => result.GetValue(_option) is null or "table" or "json";

    /// <summary>Whether the output is for programs.</summary>
    public bool IsData(ParseResult parsed) => parsed.GetValue(_option) is not ("table" or "list" or "wide");

    /// <summary>Writes objects.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="text">Writes them for people.</param>
    /// <param name="json">Writes them as JSON, from which YAML and columns are made.</param>
    /// <param name="names">Their names, of which each means one.</param>
    /// <param name="single">Whether there is always one of them, so that it is no array.</param>
    /// <param name="output">Where to, where that is not the output of the command line.</param>
    public void Write(ParseResult parsed, Func<ReportText> text, Action<JsonObjects> json, Func<IEnumerable<string?>> names,
        bool single = false, TextWriter? output = null)
    {
        Progress.Stop();
        output ??= parsed.InvocationConfiguration.Output;
        var form = parsed.GetValue(_option)!;
        switch (form)
        {
            case "json":
                using (var stream = StandardOutput.Open(output))
                    Json(stream, json, single);
                break;
            case "yaml":
                using (var document = Document(json, single))
                    output.Write(YamlForm.Of(document.RootElement));
                break;
            case "name":
                WriteNames(parsed, output, names().OfType<string>());
                break;
            case var _ when form.StartsWith(Columns, StringComparison.Ordinal):
                using (var document = Document(json, single))
                    Terminal.Write(parsed, output, CustomColumns.Parse(form[Columns.Length..])!.Write(document.RootElement));
                break;
            default:
                Terminal.Write(parsed, output, text());
                break;
        }
    }

    private static void WriteNames(ParseResult parsed, TextWriter output, IEnumerable<string> names)
    {
        foreach (var name in names)
        {
            // Written otherwise it would be the name of something else.
            if (Printable.Text(name) == name)
                output.WriteLine(name);
            else
                parsed.InvocationConfiguration.Error.WriteLine(
                    $"{ProgramName.Text}: {Printable.Text(name)}: the name cannot be printed; use -o json");
        }
    }

    private static void Json(Stream stream, Action<JsonObjects> write, bool single)
    {
        using var json = new JsonObjects(stream, single);
        write(json);
    }

    private static JsonDocument Document(Action<JsonObjects> write, bool single)
    {
        using var stream = new MemoryStream();
        Json(stream, write, single);
        return JsonDocument.Parse(stream.GetBuffer().AsMemory(0, (int)stream.Length));
    }
}
