using System.Xml.Linq;
using KubePkiPS.Help;

// KubePkiPS.Help <KubePkiPS.dll> <KubePkiPS.xml> <output>
using var module = new ModuleMetadata(args[0]);
var comments = new DocComments(XDocument.Load(args[1]));
var help = new MamlWriter(comments).Write(module.Cmdlets());
Directory.CreateDirectory(Path.GetDirectoryName(args[2])!);
help.Save(args[2]);
return 0;
