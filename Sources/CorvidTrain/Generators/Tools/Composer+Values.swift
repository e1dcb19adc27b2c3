import CorvidGrammar

/// Values of parameters.
extension Composer {
    private static let titles = Phrases(
        """
        {topic} [lesson|workshop|talk|club|course|evening]
        {Adjective} {thing}
        [Budget|Project|Team|Design|Sales|Contract|Roadmap|Weekly] [review|meeting|update|plan|call|check]
        [Call|Visit|Pay|Thank|Meet|Ask] {person}
        [Buy|Repair|Clean|Return|Order|Pack] the {thing}
        [Lunch|Dinner|Coffee|Breakfast] with {person}
        {city} [trip|visit|weekend|diary|nights]
        {person}'s [birthday|farewell|party|list|notes]
        [Summer|Winter|Spring|Autumn] [plans|holiday|collection|songs|fair]
        The {adjective} {animal}
        The {thing} [of|from] {city}
        {color} {animal} [song|story|blues]
        [Morning|Evening|Night] [run|walk|swim|songs|shift]
        [Fix|Update|Rewrite|Test] the [login page|search|invoice form|landing page|contact form|menu]
        {weekday} {topic}
        [Chapter|Draft|Invoice|Protocol|Notes|Part] {n}
        [House|Kitchen|Garden|Office] [move|cleaning|repairs|party]
        {event} [planning|team|budget]
        [My|Our] [first|last|favourite] {thing}
        """)

    private static let messages = Phrases(
        """
        I will be [ten|five|twenty] minutes late
        I am [on my way|running late|stuck in traffic|at the station|already here]
        the {thing} is [ready|broken|on the table|in the {room}|missing|sold]
        see you [tomorrow|tonight|on {weekday}|in {city}]
        please [call|wait for|write to|ask] {person}
        please bring the {thing}
        thank you for the {adjective} {thing}
        happy birthday {person}
        the {event} starts [later|earlier|on {weekday}]
        we have moved to {city}
        can you [feed the {animal}|water the {plant}|close the {room}]
        don't forget the {food} and the {food}
        the {adjective} {animal} is in the {room}
        the train to {city} was cancelled
        nobody was at home
        wrong size
        the color is not what I ordered
        [change of plans|family matters|illness|bad weather|double booking]
        everything went well in {city}
        let us meet [in|near|behind] the {room}
        leave the parcel with {person}
        allergic to {food}s
        [quiet|sunny|corner] [place|seat|room] if possible
        I like {topic} more than {topic}
        good luck with the {event}
        the {job} comes on {weekday}
        where did you put the {thing}
        it never arrived
        a {adjective} {thing} for {person}
        meet me at the {event}
        the key is under the {thing}
        """)

    private static let queries = Phrases(
        """
        {topic}
        {adjective} {thing}s
        {color} {thing}
        {topic} in {country}
        {material} {thing}s
        {thing} repair
        {animal} {topic}
        {city} {event}
        history of {topic}
        {plant}s
        [renewable energy|electric cars|space travel|housing prices|public transport|local elections|school meals]
        {adjective} {material}
        """)

    private static let phones = ["###-####", "### ### ####", "+## ### ######", "0## ### ####", "(###) ###-####"]
    private static let folders = Words.split(
        "data docs reports invoices photos music backup archive src logs exports drafts temp notes shared 2024 team")
    private static let endings = Words.split("txt pdf csv json docx png jpg md xml log zip xlsx html wav")

    mutating func path() -> String {
        let name = chance(0.6) ? pick(Words.things).lowercased().replacing(" ", with: "_") : identifier().lowercased()
        let file = name + (chance(0.2) ? "_\(int(1...30))" : "") + "." + pick(Self.endings)
        let depth = int(0...2)
        let folders = pick(depth, of: Self.folders)
        guard depth > 0 else { return file }
        return (chance(0.6) ? "/" : "") + (folders + [file]).joined(separator: "/")
    }

    mutating func title() -> String {
        write(
            Self.titles, ["Adjective": pick(Words.adjectives).capitalized, "n": String(int(2...19))]
        ).capitalizedSentence
    }

    mutating func note() -> String { write(Self.messages) }

    /// - Parameter isISO: whether a date is wanted in ISO 8601, and so converted if the request says it otherwise.
    mutating func value(_ kind: ValueKind, isISO: Bool = true) -> ParameterValue {
        func plain(_ text: String) -> ParameterValue { ParameterValue(text: text, json: .plain(.text(text))) }
        switch kind {
        case .words(let list): return plain(pick(Words.lists[list] ?? Words.things))
        case .fullName: return plain(chance(0.2) ? pick(Words.firstNames) : fullName())
        case .date: return date(isISO: isISO)
        case .time: return time(isISO: isISO)
        case .year:
            let year = figure(Rational(int(1950...2029)))
            return ParameterValue(text: year.marked, json: .number(year))
        case .title:
            let title = title()
            let isQuoted = chance(0.6)
            return ParameterValue(text: isQuoted ? "\"\(title)\"" : title, json: .plain(.text(title)))
        case .message:
            let note = note()
            let isQuoted = chance(0.55)
            let text = isQuoted && chance(0.5) ? note.capitalizedSentence : note
            return ParameterValue(
                text: isQuoted ? "\"\(text)\"" : text, json: .plain(.text(text)), isLast: !isQuoted)
        case .query: return plain(write(Self.queries))
        case .email: return plain(emailAddress())
        case .phone:
            return plain(String(pick(Self.phones).map { $0 == "#" ? Character(String(int(1...9))) : $0 }))
        case .url: return plain(webAddress())
        case .code: return plain(code())
        case .path: return plain(path())
        case .address: return plain("\(int(1...199)) \(pick(Words.streets))")
        case .integer(let range, let step):
            let value = range.lowerBound + int(0...(range.upperBound - range.lowerBound) / step) * step
            let number = figure(value)
            return ParameterValue(text: number.marked, json: .number(number))
        case .decimal(let range, let places): return decimal(range, places)
        case .choice(let values):
            let value = pick(values)
            let spoken = value.replacing("_", with: " ")
            let text = chance(0.7) ? spoken : chance(0.5) ? spoken.capitalized : value
            return ParameterValue(text: text, json: .plain(.text(value)))
        case .boolean:
            let value = chance(0.6)
            return ParameterValue(text: value ? "yes" : "no", json: .plain(.bool(value)))
        case .list(let name):
            let items = pick(int(1...4), of: Words.lists[name] ?? Words.things)
            return ParameterValue(text: Words.list(items), json: .plain(.array(items.map(JSONValue.text))))
        case .numbers(let range):
            let numbers = (0..<int(3...6)).map { _ in figure(int(range), words: 0) }
            return ParameterValue(text: Words.list(numbers.map(\.marked)), json: .numbers(numbers))
        }
    }

    private mutating func decimal(_ range: ClosedRange<Int>, _ places: Int) -> ParameterValue {
        let scale = places == 1 ? 10 : 100
        let value =
            chance(0.5)
            ? Rational(int(range)) : Rational(int(range.lowerBound * scale...range.upperBound * scale), over: scale)
        let number = figure(value)
        return ParameterValue(text: number.marked, json: .number(number))
    }

    private mutating func date(isISO: Bool) -> ParameterValue {
        let (year, month, day) = (int(2023...2028), int(1...12), int(1...28))
        let iso = "\(year)-\(Self.padded(month))-\(Self.padded(day))"
        let name = Words.months[month - 1]
        let long = pick(["\(name) \(day), \(year)", "\(day) \(name) \(year)"])
        if isISO { return ParameterValue(text: chance(0.87) ? iso : long, json: .plain(.text(iso))) }
        let text: String
        switch int(0...5) {
        case 0: text = iso
        case 1: text = long
        case 2: text = "\(name) \(day)"
        case 3: text = "next " + pick(Words.weekdays)
        case 4: text = pick(Words.weekdays)
        default: text = "\(Self.padded(day)).\(Self.padded(month)).\(year)"
        }
        return ParameterValue(text: text, json: .plain(.text(text)))
    }

    private mutating func time(isISO: Bool) -> ParameterValue {
        let (hour, minute) = (int(6...22), pick([0, 0, 5, 10, 15, 20, 30, 30, 40, 45, 50]))
        let clock = "\(Self.padded(hour)):\(Self.padded(minute))"
        if isISO, chance(0.9) { return ParameterValue(text: clock, json: .plain(.text(clock))) }
        let half = hour < 12 ? "am" : "pm"
        let short = hour > 12 ? hour - 12 : hour
        let text = minute == 0 && chance(0.5) ? "\(short) \(half)" : "\(short):\(Self.padded(minute)) \(half)"
        return ParameterValue(text: text, json: .plain(.text(isISO ? clock : text)))
    }
}
