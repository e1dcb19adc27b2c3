extension JSONValue {
    /// Equality as JSON Schema has it: numbers by their exact value, objects without order.
    package func hasSameValue(as other: JSONValue) -> Bool { SchemaEvaluator.areEqual(self, other) }
}
