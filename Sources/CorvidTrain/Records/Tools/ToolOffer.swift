import Corvid
import CorvidGrammar

/// What is offered beside the tool that a task needs, so that choosing is learned too.
struct ToolOffer: Sendable {
    private let tools: TaskTools

    init(_ tools: TaskTools) { self.tools = tools }

    /// The calculator, mostly alone.
    func withCalculator(_ random: inout Randomness) -> [ToolDefinition] {
        switch Int.random(in: 0..<100, using: &random) {
        case 0..<60: [tools.calculator]
        case 60..<80: [tools.calculator, tools.fetch]
        default: [tools.calculator] + Self.unrelated(Int.random(in: 1...3, using: &random), &random)
        }
    }

    /// For a question that needs none.
    func withoutNeed(_ random: inout Randomness) -> [ToolDefinition] {
        switch Int.random(in: 0..<100, using: &random) {
        case 0..<50: []
        case 50..<80: [tools.calculator, tools.fetch]
        default: Self.unrelated(Int.random(in: 1...3, using: &random), &random)
        }
    }

    /// Functions that have to do with neither numbers nor texts.
    static func unrelated(_ count: Int, _ random: inout Randomness) -> [ToolDefinition] {
        var renamer = ToolRenamer(&random)
        return functions.shuffled(using: &random).prefix(count).map { renamer.rename($0, &random).definition }
    }

    static let functions: [FunctionSignature] = [
        ("set_alarm", "Sets an alarm", ["time: when it rings", "label?: what it is for"]),
        ("play_song", "Plays a song", ["title: name of the song", "artist?: who sings it"]),
        ("book_table", "Reserves a table at a restaurant", ["restaurant: name of the place", "date", "time"]),
        ("send_message", "Sends a short message to a contact", ["recipient: who gets it", "text: what to say"]),
        ("turn_on_light", "Switches the lamps of a room on", ["room"]),
        ("lock_door", "Locks a door of the house", ["door: which one"]),
        ("find_flight", "Looks for flights between two cities", ["origin", "destination", "date?"]),
        ("get_forecast", "Tells the weather of the coming days", ["city", "day?: which day"]),
        ("add_contact", "Saves a person in the address book", ["name", "phone?: telephone number", "email?"]),
        ("start_vacuum", "Sends the cleaning robot through a room", ["room?"]),
        ("find_recipe", "Looks up how to cook a dish", ["dish: what to cook", "diet?: for example vegan"]),
        ("track_parcel", "Says where a parcel is", ["tracking_code: printed on the receipt"]),
        ("open_ticket", "Reports a problem to the help desk", ["subject", "details: what happened"]),
        ("create_event", "Puts an appointment into the calendar", ["title", "start: when it begins", "place?"]),
        ("translate_text", "Translates a text into another language", ["text", "language: the one to translate to"]),
        ("call_taxi", "Orders a taxi", ["pickup: address", "destination?"]),
        ("show_camera", "Shows the picture of a camera", ["camera: where it hangs"]),
        ("water_plants", "Opens the garden's sprinklers", ["zone?: part of the garden"]),
        ("renew_book", "Extends the loan of a library book", ["card_number", "book: its title"]),
        ("find_trail", "Suggests hiking paths", ["region", "difficulty?: easy or hard"]),
        ("get_horoscope", "Gives the horoscope of the day", ["sign: of the zodiac"]),
        ("rename_file", "Gives a file another name", ["path", "name: the new one"]),
        ("mute_phone", "Silences the telephone", ["until?: when to end"]),
        ("walk_directions", "Describes the way on foot", ["start", "goal"]),
    ].map { name, description, parameters in
        FunctionSignature(
            name: name, description: description,
            parameters: parameters.map { text in
                let parts = text.split(separator: ":", maxSplits: 1)
                let name = parts.first.map(String.init) ?? text
                return FunctionSignature.Parameter(
                    name: name.replacing("?", with: ""),
                    description: parts.count > 1 ? String(parts[1].drop { $0 == " " }) : "",
                    schema: .object(["type": .text("string")]), isRequired: !name.hasSuffix("?"))
            })
    }
}
