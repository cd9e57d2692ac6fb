namespace KubePki.Cluster.Csr.Policy;

/// <summary>A row of a CSV file.</summary>
/// <param name="Cells">Its cells, without quotes and the blanks around them.</param>
/// <param name="Line">The line that it starts on, counted from 1.</param>
internal readonly record struct CsvRow(IReadOnlyList<string> Cells, int Line);
