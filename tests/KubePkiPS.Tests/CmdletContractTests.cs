using System.Text.RegularExpressions;
using System.Xml.Linq;
using KubePki.Model;
using KubePkiPS.Help;

namespace KubePkiPS.Tests;

/// <summary>The surface of the cmdlets, held against the manifest, the help, the views and the README.</summary>
public sealed class CmdletContractTests
{
    // Get-Verb of PowerShell 7.6, those that a tool like this may need.
    private static readonly string[] ApprovedVerbs =
        [
            "Get", "Find", "Test", "Update", "Repair", "New", "Invoke", "Backup", "Compare",
            "Restore", "Save", "Import", "Export", "Set", "Remove", "Wait", "ConvertTo", "Measure",
        ];

    // Their work changes something, so they must be able to show it first.
    private static readonly string[] ChangingVerbs =
        ["Update", "Repair", "New", "Invoke", "Backup", "Restore", "Save", "Import", "Export", "Set", "Remove"];

    private static readonly string[] NeedsNoFiles = ["Get-KubePkiCheck", "Get-KubePkiBackup", "Backup-KubePki", "Compare-KubePki",
        "Restore-KubePki", "Test-KubePkiFleet", "Test-KubeClusterTrust",
        "Remove-KubePkiBackup", "Invoke-CsrApproval", "Test-KubeEndpoint", "New-KubePki", "New-KubeCertificateRequest"];

    // Their files are of a cluster and of no node, so there is no tree that they lie in.
    private static readonly string[] ReadsNoNode = ["Get-KubeCsr"];

    private static readonly IReadOnlyList<CmdletMetadata> Cmdlets = ReadCmdlets();

    private static readonly XDocument Help = XDocument.Load(Path.Combine(Repository.Root, "en-US", "KubePkiPS.dll-Help.xml"));

    private static IReadOnlyList<CmdletMetadata> ReadCmdlets()
    {
        using var module = new ModuleMetadata(
            Path.Combine(Repository.Root, "src", "KubePkiPS", "bin", Configuration, "net8.0", "KubePkiPS.dll"));
        return module.Cmdlets();
    }

#if DEBUG
    private const string Configuration = "Debug";
#else
    private const string Configuration = "Release";
#endif

    public static TheoryData<string> Names() => new(Cmdlets.Select(cmdlet => cmdlet.Name));

    [Fact]
    public void The_manifest_exports_what_there_is() =>
        Assert.Equal(Cmdlets.Select(cmdlet => cmdlet.Name).Order(), Repository.ManifestList("CmdletsToExport").Order());

    [Theory]
    [MemberData(nameof(Names))]
    public void Verbs_are_approved_and_nouns_singular(string name)
    {
        var cmdlet = Cmdlets.Single(cmdlet => cmdlet.Name == name);
        Assert.Contains(cmdlet.Verb, ApprovedVerbs);
        Assert.DoesNotMatch("[^s]s$", cmdlet.Noun);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void What_changes_things_can_show_it_first(string name)
    {
        var cmdlet = Cmdlets.Single(cmdlet => cmdlet.Name == name);
        Assert.Equal(ChangingVerbs.Contains(cmdlet.Verb), cmdlet.Parameters.Any(parameter => parameter.Name == "WhatIf"));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Output_types_are_declared_and_exist(string name)
    {
        var cmdlet = Cmdlets.Single(cmdlet => cmdlet.Name == name);
        Assert.NotEmpty(cmdlet.OutputTypes);
        Assert.All(cmdlet.OutputTypes, type => Assert.NotNull(typeof(KubeCertificate).Assembly.GetType(type) ?? Type.GetType(type)));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Paths_are_taken_as_everywhere_in_PowerShell(string name)
    {
        var cmdlet = Cmdlets.Single(cmdlet => cmdlet.Name == name);
        // What exports or saves names the file that it writes.
        if (cmdlet.Verb is "Export" or "Save")
        {
            var written = Assert.Single(cmdlet.Parameters, parameter => parameter.Name == "Path");
            Assert.Equal(0, written.In("Path")!.Position);
            Assert.Contains(cmdlet.Parameters, parameter => parameter.Name == "Root");
            Assert.Equal(cmdlet.Verb == "Export", cmdlet.Parameters.Any(parameter => parameter.Name == "AsOf"));
            return;
        }
        // What asks about no files, about backups or about servers has none to name.
        if (NeedsNoFiles.Contains(name))
        {
            Assert.DoesNotContain(cmdlet.Parameters, parameter => parameter.Name is "Path" or "LiteralPath");
            return;
        }
        var path = cmdlet.Parameters.Single(parameter => parameter.Name == "Path");
        // Objects in the pipeline are looked at; a text is a path, but for those who read lines.
        var takesLines = cmdlet.Parameters.Any(parameter => parameter.Name == "InputObject");
        Assert.Equal((0, !takesLines), (path.In("Path")!.Position, path.In("Path")!.FromPipeline));
        var literal = cmdlet.Parameters.Single(parameter => parameter.Name == "LiteralPath");
        Assert.Equal(["PSPath", "LP"], literal.Aliases);
        Assert.True(literal.In("LiteralPath")!.FromPipelineByName);
        Assert.Equal(!ReadsNoNode.Contains(name), cmdlet.Parameters.Any(parameter => parameter.Name == "Root"));
        Assert.Contains(cmdlet.Parameters, parameter => parameter.Name == "AsOf");
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Help_has_every_parameter_and_an_example(string name)
    {
        XNamespace maml = "http://schemas.microsoft.com/maml/2004/10", command = "http://schemas.microsoft.com/maml/dev/command/2004/10";
        var help = Help.Descendants(command + "command")
            .Single(item => item.Element(command + "details")!.Element(command + "name")!.Value == name);
        var described = help.Element(command + "parameters")!.Elements(command + "parameter")
            .ToDictionary(parameter => parameter.Element(maml + "name")!.Value,
                parameter => parameter.Element(maml + "description")!.Value);
        foreach (var parameter in Cmdlets.Single(cmdlet => cmdlet.Name == name).Parameters)
            Assert.True(described.GetValueOrDefault(parameter.Name)?.Length > 20, $"{name} -{parameter.Name} is not described");
        Assert.NotEmpty(help.Descendants(command + "example"));
        Assert.Contains(name, Repository.Read("en-US", "about_KubePkiPS.help.txt"), StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Help_leads_to_the_page_on_the_web(string name)
    {
        var page = $"{Repository.ManifestText("ProjectUri")}/blob/main/docs/cmdlets/{name}.md";
        Assert.Equal(page, Cmdlets.Single(cmdlet => cmdlet.Name == name).HelpUri);
        Assert.True(File.Exists(Path.Combine(Repository.Root, "docs", "cmdlets", $"{name}.md")), name);
        // Get-Help -Online opens the first link that has an address.
        XNamespace maml = "http://schemas.microsoft.com/maml/2004/10", command = "http://schemas.microsoft.com/maml/dev/command/2004/10";
        var links = Help.Descendants(command + "command")
            .Single(item => item.Element(command + "details")!.Element(command + "name")!.Value == name)
            .Element(command + "relatedLinks")!.Elements(maml + "navigationLink").Select(link => link.Element(maml + "uri")!.Value);
        Assert.Equal([page, ""], links);
    }

    [Fact]
    public void The_manifest_says_where_the_project_is()
    {
        var project = Repository.ManifestText("ProjectUri");
        Assert.Equal("https://github.com/KubePkiPS/KubePkiPS", project);
        Assert.Equal($"{project}/blob/main/CHANGELOG.md", Repository.ManifestText("ReleaseNotes"));
        Assert.True(File.Exists(Path.Combine(Repository.Root, "CHANGELOG.md")));
        Assert.StartsWith("https://", Repository.ManifestText("LicenseUri"), StringComparison.Ordinal);
        const string Raw = "https://raw.githubusercontent.com/KubePkiPS/KubePkiPS/main/";
        var icon = Repository.ManifestText("IconUri");
        Assert.StartsWith(Raw, icon, StringComparison.Ordinal);
        Assert.True(File.Exists(Path.Combine(Repository.Root, icon[Raw.Length..])), icon);
    }

    [Fact]
    public void Each_cmdlet_has_a_file_of_its_name()
    {
        foreach (var cmdlet in Cmdlets)
            Assert.True(File.Exists(Path.Combine(Repository.Root, "src", "KubePkiPS", "Commands", $"{cmdlet.Verb}{cmdlet.Noun}Command.cs")),
                cmdlet.Name);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Each_cmdlet_has_tests_in_real_PowerShell(string name) =>
        Assert.True(File.Exists(Path.Combine(Repository.Root, "tests", "Pester", $"{name}.Tests.ps1")), name);

    [Theory]
    [InlineData("KubePkiPS.Format.ps1xml")]
    [InlineData("KubePkiPS.Types.ps1xml")]
    public void Views_name_properties_that_exist(string file)
    {
        var text = Repository.Read("src", "KubePkiPS", file);
        var views = XDocument.Parse(text).Descendants().Where(element => element.Name.LocalName is "View" or "Type").ToList();
        Assert.NotEmpty(views);
        foreach (var view in views)
        {
            var typeName = view.Descendants().Where(element => element.Name.LocalName is "TypeName" or "Name")
                .Select(element => element.Value.Replace("Deserialized.", "", StringComparison.Ordinal))
                .First(name => name.StartsWith("KubePki.", StringComparison.Ordinal));
            // What is shown wide, or in detail, is of the same type.
            var type = typeof(KubeCertificate).Assembly.GetType(typeName.Split('#')[0]);
            Assert.NotNull(type);
            var direct = view.Descendants().Where(element => element.Name.LocalName is "PropertyName" or "ReferencedMemberName")
                .Select(element => element.Value);
            var inScripts = view.Descendants().Where(element => element.Name.LocalName == "ScriptBlock")
                .SelectMany(element => Regex.Matches(element.Value, @"\$_\.(\w+)").Select(match => match.Groups[1].Value));
            Assert.All(direct.Concat(inScripts),
                property => Assert.True(type.GetProperty(property) is not null, $"{typeName} has no {property}"));
        }
    }

    [Fact]
    public void What_cmdlets_write_survives_a_job_and_a_file()
    {
        var types = XDocument.Parse(Repository.Read("src", "KubePkiPS", "KubePkiPS.Types.ps1xml")).Root!.Elements("Type")
            .ToDictionary(type => type.Element("Name")!.Value);
        var written = Cmdlets.SelectMany(cmdlet => cmdlet.OutputTypes).Where(type => type.StartsWith("KubePki.", StringComparison.Ordinal));
        Assert.All(written, name =>
        {
            Assert.Equal("KubePkiPS.ModelConverter", types[name].Element("TypeConverter")!.Element("TypeName")!.Value);
            Assert.Contains("SerializationDepth", types[name].Value, StringComparison.Ordinal);
            var rest = string.Concat(types["Deserialized." + name].Value.Where(letter => !char.IsWhiteSpace(letter)));
            Assert.Contains("TargetTypeForDeserialization" + name, rest, StringComparison.Ordinal);
        });
    }

    [Fact]
    public void The_manifest_names_files_that_the_build_makes()
    {
        foreach (var list in new[] { "FormatsToProcess", "TypesToProcess" })
            Assert.All(Repository.ManifestList(list), file => Assert.True(File.Exists(Path.Combine(Repository.Root, file)), file));
        Assert.True(
            File.Exists(Path.Combine(Repository.Root, Regex.Match(Repository.Manifest, @"RootModule\s*=\s*'([^']+)'").Groups[1].Value)));
    }

    [Fact]
    public void Only_the_bridges_and_what_they_stand_on_ship_beside_ours()
    {
        Assert.Equal(["KubePki.Core.dll", "KubePkiPS.dll"], Dlls("bin"));
        Assert.Equal(
            ["BouncyCastle.Cryptography.dll", "Fractions.dll", "KubePki.Ciphers.dll", "KubePki.Kubernetes.dll", "KubePki.Yaml.dll",
                "KubernetesClient.Aot.dll", "YamlDotNet.dll"], Dlls("bin", "deps"));

        static IEnumerable<string?> Dlls(params string[] path) =>
            Directory.GetFiles(Path.Combine([Repository.Root, .. path]), "*.dll").Select(Path.GetFileName).Order(StringComparer.Ordinal);
    }

    [Fact]
    public void The_readme_speaks_of_commands_that_exist()
    {
        var readme = Repository.Read("README.md");
        var named = Regex.Matches(readme, @"\b(?:Get|Test|Find|Update|Repair|New|Invoke|Backup|Restore|Import)-Kube\w+")
            .Select(match => match.Value).Distinct().ToList();
        Assert.NotEmpty(named);
        Assert.All(named, name => Assert.Contains(name, Cmdlets.Select(cmdlet => cmdlet.Name)));
        Assert.All(Cmdlets, cmdlet => Assert.Contains($"| `{cmdlet.Name}` |", readme, StringComparison.Ordinal));
        var program = Repository.Read("src", "KubePki.Cli", "CommandTree.cs");
        foreach (Match command in Regex.Matches(readme, @"(?m)^(?:\$ )?kubepki (\w+)"))
        {
            var text = command.Groups[1].Value;
            Assert.Contains(char.ToUpperInvariant(text[0]) + text[1..] + "Command.Create()", program, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Assemblies_have_the_manifests_version()
    {
        var version = Regex.Match(Repository.Manifest, @"ModuleVersion\s*=\s*'([^']+)'").Groups[1].Value;
        Assert.Equal(version + ".0", typeof(KubeCertificate).Assembly.GetName().Version!.ToString());
    }
}
