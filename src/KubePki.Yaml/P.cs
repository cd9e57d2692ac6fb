namespace KubePki.Yaml; internal static class Placeholder { }
