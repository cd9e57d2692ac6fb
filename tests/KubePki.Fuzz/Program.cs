using System.Globalization;
using System.IO.Compression;
using System.Text.Json;
using KubePki.Fuzz;
using KubePki.Fuzz.Inputs;
using KubePki.Node.Verdicts;
using KubePki.Pki.X509.Go;

// KubePki.Fuzz inputs DIRECTORY MINUTES SEED [TARGETS|all] [SEED DIRECTORIES…]: see README.md.
if (args is ["inputs", var place, var minutes, var dice, .. var rest])
{
    var kinds = rest is [not "all" and var names, ..] ? names.Split(',').Select(FuzzTargets.Find).ToArray() : FuzzTargets.All;
    using var session = new FuzzSession(place, TimeSpan.FromMinutes(double.Parse(minutes, CultureInfo.InvariantCulture)), kinds,
        rest is [_, .. var places] ? places : [], int.Parse(dice, CultureInfo.InvariantCulture));
    return session.Run();
}
if (args is ["counterpart", var shakes, var times] && int.TryParse(shakes, out var shake) && int.TryParse(times, out var rounds))
{
    var (theirs, ours) = Counterpart.Compare(shake, rounds);
    Console.WriteLine($"counterpart seed {shake}: {rounds} signatures, {theirs} that BouncyCastle alone takes, {ours} that we alone take");
    return theirs == 0 ? 0 : 2;
}
// KubePki.Fuzz ORACLE GO SEED COUNT DIRECTORY CASES…: see README.md.
if (args.Length < 6 || !GoVersion.TryParse(args[1], out var go)
    || !int.TryParse(args[2], out var seed) || !long.TryParse(args[3], out var count))
{
    Console.Error.WriteLine("usage: KubePki.Fuzz ORACLE GO SEED COUNT DIRECTORY CASES...");
    return 64;
}
const int BatchSize = 500;
var directory = Directory.CreateDirectory(args[4]).FullName;
// A case of megabytes is worth one look, not a thousand.
var seeds = args[5..].SelectMany(Read).Where(item => item.Leaf.Length + item.Roots.Length + item.Intermediates.Length < 200_000).ToList();
using var report = new StreamWriter(Path.Combine(directory, $"report-{args[1]}-{seed}.txt")) { AutoFlush = true };
var comparison = new Comparison(report, directory);
for (var batch = 0; comparison.Cases < count; batch++)
{
    // Each batch has dice of its own, so that one can be run again alone.
    var random = new Random(HashCode(seed, batch));
    var cases = Make(random, $"{seed}-{batch}");
    var text = Write(cases);
    comparison.Add(cases, Oracle.Run(args[0], text), Judge(text));
    if (batch % 20 == 19)
        Console.WriteLine(Sum());
}
Console.WriteLine(Sum());
report.WriteLine(Sum());
return comparison.Verdicts + comparison.OtherTexts == 0 ? 0 : 2;

string Sum() => $"go {args[1]} seed {seed}: {comparison.Cases} cases, {comparison.Panics} panics of Go, {comparison.Verdicts} "
    + $"verdicts differ, {comparison.OtherTexts} texts differ";

List<FuzzCase> Make(Random random, string name)
{
    var generator = new ChainGenerator(random);
    var generated = Enumerable.Range(0, BatchSize / 2).Select(i => generator.Generate($"{name}-g{i}")).ToList();
    var mutator = new CaseMutator(random, [.. seeds, .. generated]);
    var mutants = Enumerable.Range(0, BatchSize / 2)
        .Select(i => mutator.Mutate(random.Next(2) == 0 ? random.Pick(generated) : random.Pick(seeds), $"{name}-m{i}"));
    return [.. generated, .. mutants];
}

byte[] Judge(byte[] text)
{
    using var input = new MemoryStream(text);
    using var output = new MemoryStream();
    using var judge = new ChainBatch(go, DateTimeOffset.UnixEpoch);
    judge.Run(input, output, (line, reason) => report.WriteLine($"line {line}: {reason}"));
    return output.ToArray();
}

static byte[] Write(List<FuzzCase> cases)
{
    using var stream = new MemoryStream();
    foreach (var item in cases)
    {
        using (var json = new Utf8JsonWriter(stream))
            item.Write(json);
        stream.WriteByte((byte)'\n');
    }
    return stream.ToArray();
}

static IEnumerable<FuzzCase> Read(string file)
{
    using Stream stream = file.EndsWith(".gz", StringComparison.Ordinal)
        ? new GZipStream(File.OpenRead(file), CompressionMode.Decompress)
        : File.OpenRead(file);
    using var reader = new StreamReader(stream);
    while (reader.ReadLine() is { } line)
    {
        using var document = JsonDocument.Parse(line);
        yield return FuzzCase.Read(document.RootElement);
    }
}

static int HashCode(int seed, int batch) => unchecked((seed * 1_000_003) + batch);
