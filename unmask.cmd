@echo off
rem Starts Unmask on Windows; everything is in tools\jdk\unmask.ps1.
powershell.exe -NoProfile -ExecutionPolicy Bypass -File "%~dp0tools\jdk\unmask.ps1" %*
exit /b %ERRORLEVEL%
