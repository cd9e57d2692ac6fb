namespace KubePkiPS.Help;

/// <summary>A cmdlet as its attributes describe it.</summary>
/// <param name="Type">The full name of its class.</param>
/// <param name="Verb">The verb.</param>
/// <param name="Noun">The noun.</param>
/// <param name="DefaultSet">The default parameter set; null when there is one set only.</param>
/// <param name="HelpUri">Its page on the web; null when it names none.</param>
/// <param name="OutputTypes">The full names of what it writes.</param>
/// <param name="Parameters">Its parameters; those of ShouldProcess included where it supports that.</param>
internal sealed record CmdletMetadata(
    string Type, string Verb, string Noun, string? DefaultSet, string? HelpUri,
    IReadOnlyList<string> OutputTypes, IReadOnlyList<ParameterMetadata> Parameters)
{
    public string Name => $"{Verb}-{Noun}";

    public IReadOnlyList<string> Sets => Parameters.SelectMany(parameter => parameter.Sets.Keys)
        .Where(set => set != ParameterMetadata.AllSets)
        .Distinct().DefaultIfEmpty(ParameterMetadata.AllSets).OrderBy(set => set != DefaultSet).ToList();

    /// <summary>The parameters of a set as a caller would write them: by position, then what must be given.</summary>
    public IEnumerable<(ParameterMetadata Parameter, ParameterMetadata.InSet Part)> ParametersOf(string set) =>
        from parameter in Parameters
        let part = parameter.In(set)
        where part is not null
        orderby part.Position ?? int.MaxValue, !part.Mandatory
        select (parameter, part);
}

/// <summary>A parameter as its attributes describe it.</summary>
/// <param name="Name">The name.</param>
/// <param name="Owner">The full name of the class that declares it.</param>
/// <param name="Type">The name of its type as PowerShell writes it.</param>
/// <param name="IsSwitch">Whether it takes no value.</param>
/// <param name="Aliases">Its other names.</param>
/// <param name="Wildcards">Whether its value may hold wildcards.</param>
/// <param name="Sets">How it takes part in each parameter set.</param>
internal sealed record ParameterMetadata(
    string Name, string Owner, string Type, bool IsSwitch, IReadOnlyList<string> Aliases,
    bool Wildcards, IReadOnlyDictionary<string, ParameterMetadata.InSet> Sets)
{
    public const string AllSets = "__AllParameterSets";

    /// <summary>How a parameter takes part in a set.</summary>
    internal sealed record InSet(bool Mandatory, int? Position, bool FromPipeline, bool FromPipelineByName)
    {
        public string PositionText => Position is { } place ? place.ToString(System.Globalization.CultureInfo.InvariantCulture) : "named";

        public string PipelineText => (FromPipeline, FromPipelineByName) switch
        {
            (true, true) => "True (ByValue, ByPropertyName)",
            (true, false) => "True (ByValue)",
            (false, true) => "True (ByPropertyName)",
            _ => "False",
        };
    }

    /// <summary>The part in a set; null when it is not in it.</summary>
    public InSet? In(string set) => Sets.GetValueOrDefault(set) ?? Sets.GetValueOrDefault(AllSets);
}
