import Corvid
import CorvidGrammar

/// Functions of a verb, a thing and attributes drawn at random: only names and types tell which value goes where.
enum AttributeFunctions {
    private static let numbers = Words.entries(
        """
        width, length, depth, height, thickness, diameter, radius, speed, pressure, voltage, current, power, weight, capacity
        density, humidity, brightness, angle, tilt, offset, margin, gap, spacing, batch size, thread count, layer count
        number of turns, number of rows, number of columns, retries, timeout, delay, interval, duration, warmup time, price
        discount, tax rate, score, weight limit, step size, tolerance, threshold, frequency, phase, gain, flow rate, dose
        strength, resolution, zoom, scale, floor, age, rank, seed, level, distance, clearance, torque, energy, minimum
        maximum, target value, start value, end value, first index, last index, x, y, opacity, speed limit, stock, share
        """)
    private static let words: [(names: [String], kind: ValueKind)] = [
        (Words.entries("color, paint, fabric color, ribbon color, background, frame color"), .words("color")),
        (Words.entries("material, surface, coating, lining, filling"), .words("material")),
        (Words.entries("owner, sender, receiver, helper, driver, keeper, first author, reviewer"), .words("person")),
        (Words.entries("room, storage, destination, target room, shelf room"), .words("room")),
        (Words.entries("city, depot, home town, region, workshop"), .words("city")),
        (Words.entries("country, origin country, market"), .words("country")),
        (Words.entries("label, tag, inscription, name, code name"), .title),
        (Words.entries("serial number, model, part number, batch, key"), .code),
        (Words.entries("day, weekday, delivery day"), .words("weekday")),
        (Words.entries("ready date, inspection date, start date, expiry"), .date),
        (Words.entries("start time, opening, closing time, call time"), .time),
        (Words.entries("animal, mascot, patient"), .words("animal")),
        (Words.entries("tool, container, spare part, accessory"), .words("thing")),
        (Words.entries("taste, flavour, side dish, topping"), .words("food")),
        (Words.entries("topic, subject, theme"), .words("topic")),
        (Words.entries("contact, reply address, notify address"), .email),
        (Words.entries("input file, template file, log file, drawing"), .path),
        (Words.entries("parts, spare parts, accessories, extras"), .list("thing")),
        (Words.entries("helpers, participants, drivers"), .list("person")),
        (Words.entries("colors, color list, palette"), .list("color")),
        (Words.entries("weights, samples, readings, sizes"), .numbers(1...90)),
        (Words.entries("finish, surface finish"), .choice(["matte", "satin", "glossy", "rough"])),
        (Words.entries("mode, operating mode"), .choice(["manual", "automatic", "eco", "turbo"])),
        (Words.entries("quality, grade"), .choice(["draft", "standard", "fine", "premium"])),
        (Words.entries("shape, outline"), .choice(["round", "square", "oval", "hexagonal"])),
        (Words.entries("side, edge"), .choice(["left", "right", "top", "bottom"])),
        (Words.entries("season, collection"), .choice(["spring", "summer", "autumn", "winter"])),
        (Words.entries("pattern, texture"), .choice(["striped", "dotted", "checked", "plain"])),
        (Words.entries("speed mode, pace"), .choice(["very_slow", "slow", "fast", "very_fast"])),
        (Words.entries("axis, direction"), .choice(["horizontal", "vertical", "diagonal"])),
        (Words.entries("security, protection"), .choice(["none", "password", "two_factor", "token"])),
        (
            Words.entries("waterproof, foldable, reusable, portable, insulated, reversible, heated, adjustable"),
            .boolean
        ),
        (Words.entries("dry run, silent, keep copy, rush, test mode, auto start, backup, lock after"), .boolean),
    ]
    private static let verbs = Words.split(
        """
        adjust arrange assemble balance bend bind blend boil brush build bury calibrate carve check clean coat collect cook \
        copy cover crush cut decorate deliver design dig drill dry empty examine fasten feed fill fix fold frame freeze glue \
        grind hang heat inspect iron join knit label lift load lock mark measure melt mend mix mount move open order pack \
        paint paste peel pick place plan plant polish pour prepare press print pull pump push reduce release remove repair \
        replace rinse roll scan scrub seal send sew shape sharpen shelve ship simulate sort spray stack stamp start stir store \
        stretch swap sweep test tie tilt trace trim tune turn twist unload unlock unpack wash wax weave weigh wrap
        """)
    private static let descriptions = Phrases(
        """
        {V} the {o}
        {V} a {o}
        {V} a {o} with given settings
        Lets a machine {v} the {o}
        Used to {v} a {o}
        {V} one {o} and report the result
        Start a job to {v} the {o}
        """)
    private static let mentions = Phrases(
        """
        with [a |]{w} of {v}
        with {w} {v}
        at [a |]{w} of {v}
        and [a |]{w} of {v}
        using {v} as the {w}
        with the {w} set to {v}
        {w} {v}
        """)
    private static let textMentions = Phrases(
        """
        with {w} {v}
        with {v} as [the |]{w}
        using {v} as the {w}
        with the {w} set to {v}
        {w} {v}
        the {w} being {v}
        """)

    static func function(_ composer: inout Composer, taken: Set<String>, style: Composer.NameStyle) -> InventedFunction
    {
        let verb = composer.pick(verbs)
        let object = composer.pick(composer.chance(0.85) ? Words.things : Words.plants)
        var names: Set<String> = []
        var slots: [InventedFunction.Slot] = []
        var parameters: [ParameterSchema.Parameter] = []
        let sameType = composer.chance(0.4)
        for place in 0..<composer.int(1...5) {
            let words: String
            let kind: ValueKind
            if sameType || composer.chance(0.5) {
                words = composer.pick(numbers)
                kind = composer.chance(0.7) ? .integer(2...99, step: 1) : .decimal(1...60, places: 1)
            } else {
                let entry = composer.pick(Self.words)
                (words, kind) = (composer.pick(entry.names), entry.kind)
            }
            let name = composer.joined(Words.split(words), style == .camel || style == .pascal ? .camel : .snake)
            guard names.insert(name).inserted else { continue }
            var concept = ParameterConcept(id: "", names: [words], kind: kind, mentions: [], descriptions: [])
            if kind == .boolean {
                concept.mentions = [Phrase("with \(words) on"), Phrase("with \(words)"), Phrase("\(words)")]
                concept.denials = [Phrase("with \(words) off"), Phrase("without \(words)"), Phrase("not \(words)")]
            } else {
                let isNumber: Bool
                switch kind {
                case .integer, .decimal: isNumber = true
                default: isNumber = false
                }
                let forms = (isNumber ? mentions : textMentions).forms(for: composer.portion)
                concept.mentions = forms.map { form in
                    Phrase(form.source.replacing("{w}", with: words))
                }
            }
            let isRequired = place == 0 || composer.chance(0.6)
            let (parameter, isISO) = InventedFunction.parameter(
                concept, name, isRequired: isRequired, of: object, &composer)
            parameters.append(parameter)
            slots.append(.init(name: name, concept: concept, isRequired: isRequired, isISO: isISO))
        }
        var name = ""
        for _ in 0..<8 {
            name = InventedFunction.name(verb, object, composer.inventedWord(), style, &composer)
            if !taken.contains(name) { break }
        }
        let description = composer.write(descriptions, ["v": verb, "V": verb.capitalized, "o": object]).articlesFixed
        return InventedFunction(
            definition: ToolDefinition(
                name: name, description: composer.chance(0.9) ? description : "",
                parameters: ParameterSchema(parameters).json),
            slots: slots, orders: [Phrase("\(verb) the {o}"), Phrase("\(verb) [the|our|that|this|my] {o}")],
            object: object)
    }
}
