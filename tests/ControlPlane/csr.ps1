# Called by csr.sh: the cmdlets against the cluster of a kubeconfig, in which the request "shell" waits.
$ErrorActionPreference = 'Stop'
Import-Module (Join-Path $PSScriptRoot .. .. KubePkiPS.psd1)
$cluster = @{ Kubeconfig = $env:KUBEPKI_LIVE_KUBECONFIG }
# The flags of its control plane tell the ranges of services.
$root = @{ Root = $env:KUBEPKI_LIVE_ROOT }

$pending = @(Get-KubeCsr @cluster -State Pending -Name shell)
if ($pending.Count -ne 1 -or $pending[0].DnsNames.Count -ne 1) { throw "Get-KubeCsr: $pending" }
$judged = $pending | Invoke-CsrApproval @cluster @root -WhatIf
if ($judged.Decision -ne 'Approve' -or $judged.Action -ne 'None') { throw "-WhatIf: $judged" }
if ((Get-KubeCsr @cluster -Name shell).Condition -ne 'Pending') { throw '-WhatIf has changed something' }
$decided = $pending | Invoke-CsrApproval @cluster @root -Wait -Confirm:$false
if ($decided.Action -ne 'Approved' -or $decided.Outcome -notlike 'issued, valid until*') { throw "Invoke-CsrApproval: $decided $($decided.Outcome)" }
if ((Get-KubeCsr @cluster -Name shell).State -ne 'Issued') { throw 'it was not issued' }
