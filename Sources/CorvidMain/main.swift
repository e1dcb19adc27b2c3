import CorvidCLI

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

exit(await CorvidCommand.run(Array(CommandLine.arguments.dropFirst())))
