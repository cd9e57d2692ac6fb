using KubePki.Benchmarks;

switch (args)
{
    case ["generate", var directory, var count]:
        CertificateTree.Write(directory, int.Parse(count, System.Globalization.CultureInfo.InvariantCulture) / CertificateTree.PerDirectory);
        return 0;
    case ["measure", .. var arguments]:
        new Measurements(new Setup(arguments)).RunAll();
        return 0;
    default:
        Console.Error.WriteLine("generate DIR COUNT | measure --kubepki FILE --trees DIR [--go|--kubeadm|--openssl|--pwsh FILE] [--node DIR] [--module PSD1] [--runs N]");
        return 64;
}
