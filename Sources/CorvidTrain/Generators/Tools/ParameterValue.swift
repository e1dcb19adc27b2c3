import CorvidGrammar

/// A value that a request states and a call passes.
struct ParameterValue {
    /// As the request says it; numbers are marked.
    var text: String
    var json: Form
    /// Whether the text must end its sentence, because nothing else says where it ends.
    var isLast = false

    enum Form {
        case plain(JSONValue)
        case number(Figure)
        case numbers([Figure])
    }

    /// As it is passed.
    var argument: JSONValue {
        switch json {
        case .plain(let value): value
        case .number(let figure): .number(figure.value.calculatorText)
        case .numbers(let figures): .array(figures.map { .number($0.value.calculatorText) })
        }
    }

    /// As the model writes it: numbers by their places.
    func written(_ places: NumberPlaces) -> JSONValue {
        func form(_ figure: Figure) -> JSONValue {
            places.place(of: figure).map { .text("@\($0)") } ?? .number(figure.value.calculatorText)
        }
        return switch json {
        case .plain(let value): value
        case .number(let figure): form(figure)
        case .numbers(let figures): .array(figures.map(form))
        }
    }
}
