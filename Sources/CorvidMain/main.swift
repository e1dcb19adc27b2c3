import Calculator
import CorvidCLI

await CorvidCommand.main(plugins: [CalculatorPlugin()])
