using KubePki.Benchmarks;

switch (args)
{
    case ["generate", var directory, var count]:
        CertificateTree.Write(directory,
            int.Parse(count, System.Globalization.CultureInfo.InvariantCulture) / CertificateTree.PerDirectory);
        return 0;
    case ["log", var file, var length]:
        LogSample.Write(file, long.Parse(length, System.Globalization.CultureInfo.InvariantCulture));
        return 0;
    case ["requests", var directory, var count]:
        RequestSample.Write(directory, int.Parse(count, System.Globalization.CultureInfo.InvariantCulture));
        return 0;
    case ["measure-requests", .. var arguments]:
        new Measurements(new Setup(arguments)).RunRequests();
        return 0;
    case ["patterns", var catalogue, var file]:
        GrepPatterns.Write(catalogue, file);
        return 0;
    case ["measure-log", .. var arguments]:
        new Measurements(new Setup(arguments)).RunLog();
        return 0;
    case ["measure-renewal", .. var arguments]:
        new Measurements(new Setup(arguments)).Renewal();
        return 0;
    case ["measure", .. var arguments]:
        new Measurements(new Setup(arguments)).RunAll();
        return 0;
    default:
        Console.Error.WriteLine("generate DIR COUNT | log FILE BYTES | requests DIR COUNT | patterns CATALOGUE FILE | measure --kubepki "
            + "FILE --trees DIR [--log FILE --patterns FILE] [--requests DIR --go-csr FILE --before FILE] "
            + "[--go|--kubeadm|--openssl|--pwsh FILE] [--node DIR] [--module PSD1] [--runs N]");
        return 64;
}
