import CorvidCLI
import Dice

@main struct CorvidDice {
    static func main() async { await CorvidCommand.main(plugins: [DicePlugin()]) }
}
