import ArgumentParser
import CorvidCLI

await CorvidCommand.main()
