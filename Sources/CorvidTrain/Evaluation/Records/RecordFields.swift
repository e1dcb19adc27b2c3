import Corvid
import CorvidGrammar

/// The members of an object of a record, read with errors that name file, line and member.
struct RecordFields {
    let value: JSONValue
    let place: EvaluationRecord.Place
    /// What leads to the object, such as `calls[0]`; empty for the record itself.
    var path = ""

    /// - Throws: ``EvaluationError`` when the value is no object.
    init(_ value: JSONValue, _ place: EvaluationRecord.Place, path: String = "") throws(EvaluationError) {
        guard value.members != nil else {
            throw EvaluationError(place, field: path, "expected an object, found \(value.kind)")
        }
        self.value = value
        self.place = place
        self.path = path
    }

    /// A member that is there and not null.
    subscript(_ name: String) -> JSONValue? {
        guard let member = value[name], !member.isNull else { return nil }
        return member
    }

    func has(_ name: String) -> Bool { value[name] != nil }

    func path(of name: String) -> String { path.isEmpty ? name : "\(path).\(name)" }

    func error(_ name: String, _ reason: String) -> EvaluationError {
        EvaluationError(place, field: path(of: name), reason)
    }

    func required(_ name: String) throws(EvaluationError) -> JSONValue {
        guard let member = value[name] else { throw error(name, "is missing") }
        return member
    }

    func text(_ name: String) throws(EvaluationError) -> String {
        let member = try required(name)
        guard let text = member.text else { throw error(name, "expected a string, found \(member.kind)") }
        return text
    }

    /// Nil where the member is missing or null.
    func optionalText(_ name: String) throws(EvaluationError) -> String? {
        self[name] == nil ? nil : try text(name)
    }

    func number(_ name: String) throws(EvaluationError) -> Double {
        let member = try required(name)
        guard let number = member.double, number.isFinite else {
            throw error(name, "expected a number, found \(member.kind)")
        }
        return number
    }

    func optionalBool(_ name: String) throws(EvaluationError) -> Bool? {
        guard let member = self[name] else { return nil }
        guard let bool = member.bool else { throw error(name, "expected true or false, found \(member.kind)") }
        return bool
    }

    func array(_ name: String) throws(EvaluationError) -> [JSONValue] {
        let member = try required(name)
        guard let array = member.array else { throw error(name, "expected an array, found \(member.kind)") }
        return array
    }

    /// Objects of an array, each with its path.
    func objects(_ name: String) throws(EvaluationError) -> [RecordFields] {
        var objects: [RecordFields] = []
        for (index, element) in try array(name).enumerated() {
            objects.append(try RecordFields(element, place, path: "\(path(of: name))[\(index)]"))
        }
        return objects
    }

    func texts(_ name: String) throws(EvaluationError) -> [String] {
        var texts: [String] = []
        for (index, element) in try array(name).enumerated() {
            guard let text = element.text else {
                throw error("\(name)[\(index)]", "expected a string, found \(element.kind)")
            }
            texts.append(text)
        }
        return texts
    }

    func object(_ name: String) throws(EvaluationError) -> RecordFields {
        try RecordFields(try required(name), place, path: path(of: name))
    }
}
