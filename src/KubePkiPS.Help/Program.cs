using System.Xml.Linq;
using KubePkiPS.Help;

// KubePkiPS.Help <KubePkiPS.dll> <KubePkiPS.xml> <help file> <directory of pages>
using var module = new ModuleMetadata(args[0]);
var comments = new DocComments(XDocument.Load(args[1]));
var cmdlets = module.Cmdlets();
Directory.CreateDirectory(Path.GetDirectoryName(args[2])!);
new MamlWriter(comments).Write(cmdlets).Save(args[2]);
var pages = new MarkdownWriter(comments).Write(cmdlets);
Directory.CreateDirectory(args[3]);
foreach (var page in Directory.GetFiles(args[3], "*.md").Where(page => !pages.ContainsKey(Path.GetFileName(page))))
    File.Delete(page);
foreach (var (name, text) in pages)
    File.WriteAllText(Path.Combine(args[3], name), text);
return 0;
