import CorvidCLI

await CorvidCommand.main(plugins: [])
