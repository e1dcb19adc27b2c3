import ArgumentParser
import CorvidCLI

func start() async { await CorvidCommand.main() }
await start()
