# sriovkit module manifest: a module without code, there for Windows to find the role capability in its folder.
@{
    ModuleVersion = '%VERSION%.0'
    GUID = '4bee341b-849d-474f-b533-2a3594b893c9'
    Author = 'sriovkit'
    Description = 'The JEA role capability of sriovkit: one command that reads the SR-IOV state of this host.'
    PowerShellVersion = '5.1'
    FunctionsToExport = @()
    CmdletsToExport = @()
    VariablesToExport = @()
    AliasesToExport = @()
}
