<#
.SYNOPSIS
    Runs Pester files, or only looks for their tests, and writes a report of each as JSON.
.DESCRIPTION
    Several shells can run the files of one directory of reports at once: each takes the next file that nobody has taken.
    A line on the standard output says when a file is begun and when its report is there; every other line is what the tests themselves say.
#>
param(
    [Parameter(Mandatory)] [string] $Pester,
    # A text file: the path of a test file in each line and, where not all of its tests are wanted, their names, with tabs between.
    [Parameter(Mandatory)] [string] $Files,
    [Parameter(Mandatory)] [string] $Reports,
    [switch] $DiscoverOnly
)

$ErrorActionPreference = 'Stop'

# Makes a name of its template, as Pester does when it runs the test: <Name> is a value of the row, <_> the row itself.
function Expand-TestName([string] $Name, [object[]] $Rows) {
    foreach ($row in $Rows -ne $null) {
        $Name = $Name.Replace('<_>', "$row")
        if ($row -is [Collections.IDictionary]) {
            foreach ($key in $row.Keys) {
                $Name = $Name.Replace("<$key>", "$($row[$key])")
            }
        }
    }
    $Name
}

function Get-ErrorText($Records) {
    @(foreach ($record in $Records) { $record.DisplayErrorMessage ?? "$record" }) -join "`n"
}

# Why a test did not pass.
function Get-Reason($Test) {
    if ($Test.Result -eq 'Skipped') {
        return $Test.ErrorRecord ? $Test.ErrorRecord[0].Exception.Message : 'is skipped by its -Skip'
    }
    if ($Test.Result -eq 'Failed' -and -not $Test.ErrorRecord) {
        return 'It did not run: see the failure of its Describe.'
    }
    Get-ErrorText $Test.ErrorRecord
}

function Get-ErrorStack($Records) {
    @(foreach ($record in $Records) { $record.DisplayStackTrace ?? $record.ScriptStackTrace }) -join "`n"
}

# What went wrong outside of the tests themselves: in the file, in a BeforeAll, in an AfterAll.
function Get-Breakdown($Place, [string] $Name, [int] $Line) {
    if ($Place.ErrorRecord) {
        [pscustomobject]@{
            IsTest = $false
            Line = $Line
            Name = $Name
            Display = $Name
            Tags = @()
            Result = 'Failed'
            Milliseconds = $Place.Duration.TotalMilliseconds
            Message = Get-ErrorText $Place.ErrorRecord
            Stack = Get-ErrorStack $Place.ErrorRecord
        }
    }
}

function Get-TestOf($Block, [object[]] $Rows, [string[]] $Tags) {
    $Rows = @($Block.Data) + $Rows
    $Tags = @($Tags) + @($Block.Tag)
    Get-Breakdown $Block "$($Block.Path -join '.'), its setup or teardown" $Block.StartLine
    foreach ($test in $Block.Tests) {
        $name = $test.Path -join '.'
        [pscustomobject]@{
            IsTest = $true
            Line = $test.StartLine
            Name = $name
            Display = $test.Executed ? $test.ExpandedPath : (Expand-TestName $name (@($test.Data) + $Rows))
            Tags = @(@($Tags) + @($test.Tag) | Where-Object { $_ })
            Result = "$($test.Result)"
            Milliseconds = $test.Duration.TotalMilliseconds
            Message = Get-Reason $test
            Stack = Get-ErrorStack $test.ErrorRecord
        }
    }
    foreach ($inner in $Block.Blocks) {
        Get-TestOf $inner $Rows $Tags
    }
}

function Get-Report([string] $Path, [string[]] $Names) {
    $configuration = New-PesterConfiguration
    $configuration.Run.Path = $Path
    $configuration.Run.PassThru = $true
    $configuration.Run.SkipRun = [bool] $DiscoverOnly
    $configuration.Output.Verbosity = 'None'
    if ($Names) {
        # By name and not by line: Pester runs what is asked for by its line even where -Skip forbids it.
        $configuration.Filter.FullName = @($Names | ForEach-Object { [WildcardPattern]::Escape($_) })
    }
    foreach ($container in (Invoke-Pester -Configuration $configuration).Containers) {
        Get-Breakdown $container 'the file itself' 1
        foreach ($block in $container.Blocks) {
            Get-TestOf $block @() @()
        }
    }
}

function Lock-File([string] $Claim) {
    try {
        [IO.File]::Open($Claim, 'CreateNew').Dispose()
        $true
    } catch [IO.IOException] {
        # Any other failure than that another shell has it.
        if (-not (Test-Path $Claim)) {
            throw
        }
        $false
    }
}

Import-Module $Pester
$number = 0
foreach ($wanted in [IO.File]::ReadAllLines($Files)) {
    $path, $names = $wanted.Split("`t")
    $report = Join-Path $Reports "$number.json"
    if (Lock-File "$report.claim") {
        [Console]::Out.WriteLine("`n##pester begin $number")
        ConvertTo-Json @(Get-Report $path $names) -Depth 3 | Set-Content $report
        [Console]::Out.WriteLine("`n##pester done $number")
    }
    $number++
}
