@{
    RootModule           = 'bin/KubePkiPS.dll'
    ModuleVersion        = '0.1.0'
    GUID                 = '5d2f0c3e-6f0b-4c55-9c39-0b7c1c9f7a41'
    Author               = 'The KubePkiPS contributors'
    Copyright            = '(c) The KubePkiPS contributors. MIT License.'
    Description          = 'Inspects, diagnoses and repairs the PKI of Kubernetes nodes: certificates, keys, kubeconfigs and kubelet credentials, offline, from files.'
    PowerShellVersion    = '7.4'
    CompatiblePSEditions = @('Core')
    CmdletsToExport      = @(
        'Backup-KubePki', 'Compare-KubePki', 'Export-KubePkiCalendar', 'Export-KubePkiMetric',
        'Export-KubePkiReport', 'Find-KubePkiError', 'Get-KubeCertificate', 'Get-KubeCsr', 'Get-KubePkiBackup',
        'Get-KubePkiCheck', 'Get-KubePkiForecast', 'Get-KubePkiRepairPlan', 'Get-KubePkiSpec', 'Get-KubePkiTopology',
        'Get-KubeconfigSet', 'Import-KubeCertificate', 'Invoke-CsrApproval', 'New-KubeCertificateRequest',
        'New-KubePki', 'Remove-KubePkiBackup', 'Repair-KubePki', 'Repair-KubeconfigSet', 'Repair-KubeletClientCert',
        'Restore-KubePki', 'Save-KubePkiSnapshot', 'Test-KubeCertificate', 'Test-KubeClusterTrust', 'Test-KubeEndpoint',
        'Test-KubePki', 'Test-KubePkiFleet', 'Test-KubeletClientCert', 'Update-KubeCertificate'
    )
    FunctionsToExport    = @()
    VariablesToExport    = @()
    AliasesToExport      = @('Renew-KubeCertificate')
    FormatsToProcess     = @('bin/KubePkiPS.Format.ps1xml')
    # The types file names types of ours, so they come first.
    RequiredAssemblies   = @('bin/KubePki.Core.dll', 'bin/KubePkiPS.dll')
    TypesToProcess       = @('bin/KubePkiPS.Types.ps1xml')
    PrivateData          = @{
        PSData = @{
            Tags         = @('Kubernetes', 'PKI', 'X509', 'Certificate', 'kubeadm', 'kubelet', 'kubeconfig', 'Linux', 'Windows', 'MacOS', 'PSEdition_Core')
            LicenseUri   = 'https://opensource.org/license/mit'
            ProjectUri   = 'https://github.com/KubePkiPS/KubePkiPS'
            IconUri      = 'https://raw.githubusercontent.com/KubePkiPS/KubePkiPS/main/docs/icon.png'
            ReleaseNotes = 'https://github.com/KubePkiPS/KubePkiPS/blob/main/CHANGELOG.md'
        }
    }
}
