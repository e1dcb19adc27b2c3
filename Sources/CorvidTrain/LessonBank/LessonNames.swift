/// Names of functions and parameters as words.
enum LessonNames {
    enum Style: CaseIterable, Sendable { case snake, camel, pascal, dotted, kebab }

    /// The words of `getUserName`, `get_user_name`, `user.getName`, in lower case.
    static func words(_ name: String) -> [String] {
        var words: [String] = []
        var word = ""
        var previous: UInt8 = 0
        let bytes = Array(name.utf8)
        for (index, byte) in bytes.enumerated() {
            let isUpper = 0x41...0x5A ~= byte
            let isLetter = 0x61...0x7A ~= byte | 0x20 && byte < 0x80
            let isDigit = 0x30...0x39 ~= byte
            let nextIsLower = index + 1 < bytes.count && 0x61...0x7A ~= bytes[index + 1]
            let wasUpper = 0x41...0x5A ~= previous
            if !(isLetter || isDigit) || isUpper && !word.isEmpty && (!wasUpper || nextIsLower) {
                if !word.isEmpty { words.append(word) }
                word = ""
            }
            if isLetter || isDigit { word.append(Character(UnicodeScalar(isUpper ? byte + 0x20 : byte))) }
            previous = byte
        }
        if !word.isEmpty { words.append(word) }
        return words
    }

    static func joined(_ words: [String], _ style: Style) -> String {
        func capital(_ word: String) -> String { word.prefix(1).uppercased() + word.dropFirst() }
        switch style {
        case .snake: return words.joined(separator: "_")
        case .kebab: return words.joined(separator: "-")
        case .camel: return (words.first ?? "") + words.dropFirst().map(capital).joined()
        case .pascal: return words.map(capital).joined()
        case .dotted:
            return words.count > 1 ? words[0] + "." + words.dropFirst().joined(separator: "_") : words.joined()
        }
    }

    /// Words of a text that say what it is about, without common endings.
    static func subjects(_ text: String) -> Set<String> {
        Set(
            words(text).compactMap { word in
                guard word.utf8.count > 2, !common.contains(word) else { return nil }
                for ending in ["ings", "ing", "ies", "es", "ed", "s", "y", "e"]
                where word.hasSuffix(ending) && word.utf8.count > ending.utf8.count + 2 {
                    return String(word.dropLast(ending.utf8.count))
                }
                return word
            })
    }

    private static let common: Set<String> = [
        "the", "and", "for", "with", "from", "that", "this", "its", "are", "can", "given", "get", "set", "add", "make",
        "create",
        "find", "list", "show", "all", "one", "new", "into", "between", "about", "which", "when", "returns", "return",
        "gives",
        "give", "calculate", "calculates", "compute", "computes", "check", "checks", "value", "values", "using", "use",
        "used", "number",
        "numbers", "data", "info", "information", "name", "type", "has", "have", "was", "were", "than", "then", "per",
        "not", "only",
        "also", "such", "each", "by", "on", "or", "an", "in", "of", "to", "it", "as", "is", "be", "at", "several",
        "two", "more",
        "tells", "finds", "lists", "adds", "makes", "creates", "sets", "shows", "day", "date", "time", "how", "many",
        "much", "what",
        "sends", "send", "books", "book", "starts", "start", "stops", "stop", "opens", "open", "orders", "order",
        "optional", "optionally",
    ]

    // MARK: Other words for the same

    static let verbs: [String: [String]] = [
        "get": ["fetch", "find", "read", "show", "lookup", "retrieve"], "fetch": ["get", "load", "retrieve"],
        "calculate": ["compute", "calc", "determine"], "compute": ["calculate", "calc", "determine"],
        "convert": ["transform", "change"], "find": ["search", "locate", "get"], "search": ["find", "lookup", "query"],
        "create": ["make", "new", "add"], "add": ["insert", "append", "put"], "delete": ["remove", "erase"],
        "remove": ["delete", "drop"], "update": ["change", "edit", "modify"], "set": ["change", "adjust"],
        "list": ["show", "get", "enumerate"], "send": ["post", "deliver", "submit"], "book": ["reserve"],
        "reserve": ["book"],
        "check": ["verify", "test", "inspect"], "order": ["buy", "request"], "play": ["start", "run"],
        "schedule": ["plan", "arrange"], "track": ["follow", "trace"], "cancel": ["revoke", "abort"],
        "estimate": ["approximate", "predict"], "start": ["begin", "launch"], "stop": ["end", "halt"],
        "generate": ["make", "produce"], "count": ["tally"], "show": ["display", "get"],
        "register": ["enroll", "record"],
        "solve": ["resolve"], "simulate": ["model"], "print": ["output"], "compare": ["contrast"], "upload": ["put"],
        "download": ["pull"], "save": ["store", "keep"], "open": ["launch"], "close": ["shut"], "rename": ["relabel"],
    ]

    static let parameters: [String: [String]] = [
        "city": ["town", "place", "location"], "location": ["place", "where"], "date": ["day", "on"],
        "amount": ["sum", "value", "quantity"],
        "quantity": ["amount", "count", "qty"], "language": ["lang"], "text": ["content", "input", "body"],
        "from": ["source", "origin"],
        "to": ["target", "destination"], "count": ["n", "how_many", "total"], "unit": ["units", "measure"],
        "email": ["mail", "address"],
        "phone": ["tel", "phone_number"], "query": ["q", "search", "terms"], "width": ["w"], "height": ["h"],
        "length": ["len"],
        "radius": ["r"], "weight": ["mass"], "temperature": ["temp", "degrees"], "price": ["cost"], "color": ["colour"],
        "colour": ["color"], "limit": ["max", "top", "max_results"], "title": ["heading", "name"],
        "message": ["text", "body"],
        "name": ["title", "label"], "duration": ["minutes_total", "period"], "start": ["begin", "from"],
        "end": ["until", "stop"],
        "speed": ["velocity"], "distance": ["dist", "range"], "age": ["years_old"], "category": ["kind", "group"],
        "type": ["kind"],
        "format": ["style"], "note": ["comment", "remark"], "reason": ["cause"], "country": ["nation", "state"],
        "currency": ["money"],
        "rate": ["percent"], "angle": ["degrees"], "priority": ["urgency"], "status": ["state"], "depth": ["deep"],
        "volume": ["vol"],
        "room": ["chamber"], "time": ["at", "clock"], "people": ["persons", "party_size"],
        "persons": ["people", "party_size"],
    ]
}
