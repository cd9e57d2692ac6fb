using System.Xml.Linq;

namespace KubePkiPS.Help;

/// <summary>Writes MAML, the form in which PowerShell wants the help of compiled cmdlets.</summary>
internal sealed class MamlWriter(DocComments comments)
{
    private static readonly XNamespace Help = "http://msh";
    private static readonly XNamespace Maml = "http://schemas.microsoft.com/maml/2004/10";
    private static readonly XNamespace Command = "http://schemas.microsoft.com/maml/dev/command/2004/10";
    private static readonly XNamespace Dev = "http://schemas.microsoft.com/maml/dev/2004/10";

    public XDocument Write(IEnumerable<CmdletMetadata> cmdlets) => new(
        new XDeclaration("1.0", "utf-8", null),
        new XElement(Help + "helpItems", new XAttribute("schema", "maml"), cmdlets.Select(WriteCmdlet)));

    private XElement WriteCmdlet(CmdletMetadata cmdlet)
    {
        var paragraphs = comments.OfType(cmdlet.Type);
        return new XElement(
            Command + "command",
            new XAttribute(XNamespace.Xmlns + "maml", Maml.NamespaceName),
            new XAttribute(XNamespace.Xmlns + "command", Command.NamespaceName),
            new XAttribute(XNamespace.Xmlns + "dev", Dev.NamespaceName),
            new XElement(
                Command + "details",
                new XElement(Command + "name", cmdlet.Name),
                Description(paragraphs[0]),
                new XElement(Command + "verb", cmdlet.Verb),
                new XElement(Command + "noun", cmdlet.Noun)),
            Description([.. paragraphs.Skip(1).DefaultIfEmpty(paragraphs[0])]),
            new XElement(Command + "syntax", cmdlet.Sets.Select(set => WriteSyntax(cmdlet, set))),
            new XElement(Command + "parameters",
                cmdlet.Parameters.Select(parameter => WriteParameter(parameter, parameter.Sets.Values.First()))),
            new XElement(Command + "inputTypes",
                cmdlet.Parameters.Where(parameter => parameter.Sets.Values.Any(set => set.FromPipeline)).Select(WriteInput)),
            new XElement(Command + "returnValues",
                cmdlet.OutputTypes.Select(type => new XElement(Command + "returnValue", TypeElement(type), Description("")))),
            new XElement(Command + "examples", comments.Examples(cmdlet.Type).Select(WriteExample)),
            new XElement(Command + "relatedLinks",
                cmdlet.HelpUri is null ? null : WriteLink("Online Version:", cmdlet.HelpUri), WriteLink("about_KubePkiPS")));
    }

    // Get-Help -Online opens the first link that has an address.
    private static XElement WriteLink(string text, string address = "") => new(Maml + "navigationLink",
        new XElement(Maml + "linkText", text), new XElement(Maml + "uri", address));

    private XElement WriteSyntax(CmdletMetadata cmdlet, string set)
    {
        var parameters = cmdlet.ParametersOf(set).Select(item => WriteParameter(item.Parameter, item.Part));
        return new XElement(Command + "syntaxItem", new XElement(Maml + "name", cmdlet.Name), parameters);
    }

    private XElement WriteParameter(ParameterMetadata parameter, ParameterMetadata.InSet part)
    {
        var element = new XElement(
            Command + "parameter",
            new XAttribute("required", part.Mandatory ? "true" : "false"),
            new XAttribute("variableLength", "true"),
            new XAttribute("globbing", parameter.Wildcards ? "true" : "false"),
            new XAttribute("pipelineInput", part.PipelineText),
            new XAttribute("position", part.PositionText),
            new XAttribute("aliases", parameter.Aliases.Count == 0 ? "none" : string.Join(", ", parameter.Aliases)),
            new XElement(Maml + "name", parameter.Name),
            Description(comments.OfParameter(parameter)));
        if (!parameter.IsSwitch)
            element.Add(new XElement(Command + "parameterValue", new XAttribute("required", "true"),
                new XAttribute("variableLength", "false"), parameter.Type));
        element.Add(TypeElement(parameter.Type), new XElement(Dev + "defaultValue", parameter.IsSwitch ? "False" : "None"));
        return element;
    }

    private XElement WriteInput(ParameterMetadata parameter) =>
        new(Command + "inputType", TypeElement(parameter.Type), Description(comments.OfParameter(parameter)));

    private static XElement WriteExample((string Remarks, string Code) example, int index) => new(
        Command + "example",
        new XElement(Maml + "title", $"-------------------------- Example {index + 1} --------------------------"),
        new XElement(Maml + "introduction", new XElement(Maml + "paragraph", "PS > ")),
        new XElement(Dev + "code", example.Code),
        new XElement(Dev + "remarks", new XElement(Maml + "para", example.Remarks)));

    private static XElement TypeElement(string name) => new(Dev + "type", new XElement(Maml + "name", name));

    private static XElement Description(params string[] paragraphs) =>
        new(Maml + "description", paragraphs.Select(paragraph => new XElement(Maml + "para", paragraph)));
}
