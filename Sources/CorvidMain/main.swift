import CorvidCLI

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

exit(await CorvidCommand.run(Array(CommandLine.arguments.dropFirst())))
