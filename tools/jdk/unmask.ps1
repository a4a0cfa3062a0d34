# Starts Unmask on Windows, as the script `unmask` does elsewhere: finds a JDK 25 or offers to download one, builds on first
# use and after changes, and runs; an unpacked release has a Java of its own and needs neither.
#
#   UNMASK_JAVA_HOME  the JDK to use; without it JAVA_HOME and the usual places are searched
#   UNMASK_JAVA_OPTS  further flags for the Java virtual machine
#   UNMASK_JDK        `download` downloads without asking, `none` never does; without it a person is asked
#   UNMASK_JDK_URL    a mirror to download the same archive from
#   UNMASK_CACHE      where it is kept; %LOCALAPPDATA%\unmask if nothing is said
#
# Standard output belongs to the program. Whatever this script says goes to standard error.

$ErrorActionPreference = 'Stop'
$oldest = 25
# Not named $home, which PowerShell keeps for itself.
$root = Split-Path -Parent (Split-Path -Parent $PSScriptRoot)
$state = Join-Path $root 'target\launcher'
$cache = if ($env:UNMASK_CACHE) { $env:UNMASK_CACHE } else { Join-Path $env:LOCALAPPDATA 'unmask' }
$hint = "install a JDK $oldest (for example from https://adoptium.net) and set UNMASK_JAVA_HOME to its folder if it is not found"

function Say($line) { [Console]::Error.WriteLine($line) }

function Fail($line) {
    Say "unmask: $line"
    exit 1
}

# --- A JDK ---

# The feature version of the JDK in a folder: 25 for 25.0.3; 0 if it is none.
function Get-Feature($folder) {
    if (-not $folder -or -not (Test-Path (Join-Path $folder 'bin\javac.exe'))) { return 0 }
    $release = Join-Path $folder 'release'
    if ((Test-Path $release) -and ((Get-Content $release -Raw) -match 'JAVA_VERSION="(\d+)')) { return [int]$Matches[1] }
    return 0
}

function Find-Jdk {
    if ($env:UNMASK_JAVA_HOME) {
        if ((Get-Feature $env:UNMASK_JAVA_HOME) -lt $oldest) {
            Fail "UNMASK_JAVA_HOME=$env:UNMASK_JAVA_HOME is not a JDK $oldest or newer"
        }
        return $env:UNMASK_JAVA_HOME
    }
    if ((Get-Feature $env:JAVA_HOME) -ge $oldest) { return $env:JAVA_HOME }
    $folders = @("$env:ProgramFiles\Eclipse Adoptium\*", "$env:ProgramFiles\Java\*", "$env:ProgramFiles\Microsoft\*",
        "$env:USERPROFILE\.jdks\*", "$cache\jdk-*") | ForEach-Object { Get-Item $_ -ErrorAction SilentlyContinue }
    $java = Get-Command java.exe -ErrorAction SilentlyContinue
    if ($java) { $folders = @($folders) + (Get-Item (Split-Path -Parent (Split-Path -Parent $java.Source))) }
    $jdks = @($folders | Where-Object { (Get-Feature $_.FullName) -ge $oldest })
    # The version that Unmask is built for is better than newer ones.
    $exact = @($jdks | Where-Object { (Get-Feature $_.FullName) -eq $oldest })
    if ($exact) { return $exact[0].FullName }
    if ($jdks) { return $jdks[0].FullName }
    return Get-DownloadedJdk
}

function Get-DownloadedJdk {
    # A 32-bit PowerShell is told of the system's own processor elsewhere.
    $architecture = if ($env:PROCESSOR_ARCHITEW6432) { $env:PROCESSOR_ARCHITEW6432 } else { $env:PROCESSOR_ARCHITECTURE }
    $processor = switch ($architecture) {
        'AMD64' { 'x64' }
        'ARM64' { 'aarch64' }
        default { $_ }
    }
    $entry = Get-Content (Join-Path $PSScriptRoot 'temurin.list') |
        Where-Object { $_ -match "^windows\s+$processor\s" } | Select-Object -First 1
    if (-not $entry) { Fail "needs a JDK $oldest, and none is offered for download on windows ${processor}: $hint" }
    $version, $expected, $address = ($entry -split '\s+')[2..4]
    if ($env:UNMASK_JDK_URL) { $address = $env:UNMASK_JDK_URL }
    # As a text: nothing said is an empty one.
    $wanted = switch ("$env:UNMASK_JDK") {
        'download' { $true }
        'none' { $false }
        '' {
            if ([Console]::IsInputRedirected -or [Console]::IsErrorRedirected) { $false }
            else {
                [Console]::Error.Write("Unmask needs a JDK $oldest and finds none. Download Temurin $version (about 140 MB) to ${cache}? [y/N] ")
                [Console]::In.ReadLine() -match '^(y|yes)$'
            }
        }
        default { Fail "UNMASK_JDK=$_ is neither download nor none" }
    }
    if (-not $wanted) { Fail "needs a JDK ${oldest}: set UNMASK_JDK=download to get Temurin $version into $cache, or $hint" }
    $part = Join-Path $cache ('download.' + [IO.Path]::GetRandomFileName())
    try {
        New-Item -ItemType Directory -Force $part | Out-Null
        $archive = Join-Path $part 'archive.zip'
        Say "downloading Temurin $version from $address"
        $ProgressPreference = 'SilentlyContinue'
        # PowerShell 5.1 may begin with a protocol that servers no longer speak.
        [Net.ServicePointManager]::SecurityProtocol =
            [Net.ServicePointManager]::SecurityProtocol -bor [Net.SecurityProtocolType]::Tls12
        try { Invoke-WebRequest -UseBasicParsing -Uri $address -OutFile $archive }
        catch { Fail "the download of $address failed; nothing was kept" }
        $found = (Get-FileHash -Algorithm SHA256 $archive).Hash.ToLowerInvariant()
        if ($found -ne $expected) {
            Fail ("$address has $((Get-Item $archive).Length) bytes of SHA-256 $found, expected ${expected}: " +
                'it is damaged or another file; nothing was kept')
        }
        try { Expand-Archive $archive (Join-Path $part 'jdk') }
        catch { Fail "cannot unpack $address into $cache; is its disk full?" }
        $unpacked = Get-ChildItem (Join-Path $part 'jdk') | Where-Object { Test-Path (Join-Path $_.FullName 'bin\java.exe') }
        if (-not $unpacked) { Fail "$address holds no bin/java; nothing was kept" }
        $jdk = Join-Path $cache "jdk-$version"
        # Another process may have been faster: then its folder serves as well.
        if (-not (Test-Path $jdk)) { Move-Item @($unpacked)[0].FullName $jdk }
        Say "the JDK is in $jdk"
        return $jdk
    } finally {
        Remove-Item -Recurse -Force $part -ErrorAction SilentlyContinue
    }
}

# --- The build ---

function Test-Stale {
    $built = Join-Path $state 'built'
    if (-not (Test-Path $built) -or -not (Test-Path (Join-Path $root 'app\target\lib'))) { return $true }
    $time = (Get-Item $built).LastWriteTimeUtc
    # What a build writes, such as catalog\target, is newer than its start.
    $files = @('pom.xml', '*\pom.xml', '.mvn\*', 'catalog\*.json') | ForEach-Object { Join-Path $root $_ }
    $folders = @('*\src\main', 'catalog\devices', 'catalog\models', 'catalog\profiles', 'catalog\published') |
        ForEach-Object { Join-Path $root $_ }
    $sources = @(Get-Item $files -Force -ErrorAction SilentlyContinue) +
        @(Get-ChildItem $folders -Recurse -Force -ErrorAction SilentlyContinue)
    return [bool]($sources | Where-Object { $_.LastWriteTimeUtc -gt $time } | Select-Object -First 1)
}

# One build at a time: a file that nobody shares is the lock.
function Invoke-Build($jdk) {
    New-Item -ItemType Directory -Force $state | Out-Null
    $lock = $null
    while (-not $lock) {
        try { $lock = [IO.File]::Open((Join-Path $state 'lock'), 'OpenOrCreate', 'ReadWrite', 'None') }
        catch [IO.IOException] { Start-Sleep -Seconds 1 }
    }
    try {
        if (-not (Test-Stale)) { return }
        Say 'building Unmask (first use or changed sources, about a minute)...'
        $start = [DateTime]::UtcNow
        $log = Join-Path $state 'build.log'
        $env:JAVA_HOME = $jdk
        Push-Location $root
        cmd.exe /c "mvnw.cmd -q -pl app -am -Dmaven.test.skip=true package > `"$log`" 2>&1 < nul"
        $code = $LASTEXITCODE
        Pop-Location
        if ($code -ne 0) {
            Get-Content $log -Tail 30 | ForEach-Object { Say $_ }
            Fail "the build failed; all of its output is in $log"
        }
        New-Item -ItemType File -Force (Join-Path $state 'built') | Out-Null
        (Get-Item (Join-Path $state 'built')).LastWriteTimeUtc = $start
    } finally {
        $lock.Dispose()
    }
}

# --- Run ---

if (Test-Path (Join-Path $root 'runtime\bin\java.exe')) {
    $jdk = Join-Path $root 'runtime'
    $classes = Join-Path $root 'lib\*'
} else {
    $jdk = Find-Jdk
    if (Test-Stale) { Invoke-Build $jdk }
    $app = Join-Path $root 'app\target'
    $own = (Get-ChildItem (Join-Path $app 'unmask-app-*.jar') | Select-Object -First 1).FullName
    $classes = "$app\modules\*;$own;$app\lib\*"
}
$flags = @("-Dunmask.home=$root")
$flags += "-Dunmask.terminal=$((-not [Console]::IsErrorRedirected).ToString().ToLowerInvariant())"
$flags += "-Dunmask.output=$((-not [Console]::IsOutputRedirected).ToString().ToLowerInvariant())"
if ($env:UNMASK_JAVA_OPTS) { $flags += $env:UNMASK_JAVA_OPTS -split '\s+' }
& (Join-Path $jdk 'bin\java.exe') -cp $classes "@$root\tools\jdk\run.args" @flags org.unmask.app.cli.Main @args
exit $LASTEXITCODE
