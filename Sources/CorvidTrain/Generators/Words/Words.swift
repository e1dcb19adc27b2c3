/// Word lists that generators draw from, by hand, so that what is drawn is English.
enum Words {
    /// Lists by the name that a slot of a form has.
    static let lists: [String: [String]] = [
        "person": firstNames, "surname": surnames, "place": cities, "city": cities, "thing": things,
        "adjective": adjectives, "color": colors, "job": jobs, "animal": animals, "food": foods, "verb": verbs,
        "weekday": weekdays, "month": months, "street": streets, "material": materials, "plant": plants,
        "topic": topics, "country": countries, "adverb": adverbs, "event": events, "room": rooms,
    ]

    /// All words that can stand in any text.
    static let all =
        firstNames + surnames + cities + things + adjectives + colors + jobs + animals + foods + verbs + materials
        + plants + topics + countries + adverbs + events + rooms

    static func split(_ text: String) -> [String] { text.split(whereSeparator: \.isWhitespace).map(String.init) }

    /// Entries of more than one word, divided by commas or line ends.
    static func entries(_ text: String) -> [String] {
        text.split(whereSeparator: { $0 == "," || $0 == "\n" })
            .map { $0.trimmingPrefix(while: \.isWhitespace) }.filter { !$0.isEmpty }.map(String.init)
    }

    static let weekdays = split("Monday Tuesday Wednesday Thursday Friday Saturday Sunday")
    static let months = split(
        "January February March April May June July August September October November December")

    private static let irregularPlurals = [
        "man": "men", "woman": "women", "child": "children", "person": "people", "foot": "feet", "tooth": "teeth",
        "goose": "geese", "mouse": "mice", "ox": "oxen", "sheep": "sheep", "moose": "moose", "grouse": "grouse",
        "fish": "fish", "deer": "deer",
        "series": "series", "species": "species", "leaf": "leaves", "loaf": "loaves", "knife": "knives",
        "shelf": "shelves", "wolf": "wolves", "calf": "calves", "half": "halves", "scarf": "scarves", "wife": "wives",
        "potato": "potatoes", "tomato": "tomatoes", "mango": "mangoes", "hero": "heroes", "cactus": "cacti",
        "salmon": "salmon", "trout": "trout", "analysis": "analyses", "thief": "thieves", "dwarf": "dwarves",
    ]

    /// The plural of a noun, of the last word where there are several.
    static func plural(_ noun: String) -> String {
        if let space = noun.lastIndex(of: " ") {
            let last = noun[noun.index(after: space)...]
            return noun[...space] + plural(String(last))
        }
        if let plural = irregularPlurals[noun] { return plural }
        for ending in ["s", "x", "z", "ch", "sh"] where noun.hasSuffix(ending) { return noun + "es" }
        if noun.hasSuffix("y"), let before = noun.dropLast().last, !"aeiou".contains(before) {
            return noun.dropLast() + "ies"
        }
        if noun.hasSuffix("man") { return noun.dropLast(3) + "men" }
        return noun + "s"
    }

    /// "a" or "an" and the word.
    static func indefinite(_ noun: String) -> String { article(noun) + " " + noun }

    static func article(_ noun: String) -> String {
        let word = noun.lowercased()
        for start in ["uni", "use", "usu", "uti", "eu", "one", "ur", "uk"] where word.hasPrefix(start) {
            return start == "ur" && !word.hasPrefix("ura") ? "an" : "a"
        }
        for start in ["hour", "honest", "heir", "honour", "honor"] where word.hasPrefix(start) { return "an" }
        return word.first.map { "aeiou8".contains($0) } == true ? "an" : "a"
    }

    /// "a, b and c".
    static func list(_ items: [String], _ word: String = "and", comma: Bool = false) -> String {
        guard items.count > 1, let last = items.last else { return items.first ?? "" }
        return items.dropLast().joined(separator: ", ") + (comma && items.count > 2 ? ", " : " ") + word + " " + last
    }
}
