import CorvidCLI

await CorvidCommand.main(plugins: [], and: BuiltInPlugins.make)
