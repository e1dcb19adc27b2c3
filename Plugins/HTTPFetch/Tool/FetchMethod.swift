public import Corvid
import CorvidGrammar

/// A method that the tool can use, where the policy allows it.
public enum FetchMethod: String, CaseIterable, ParameterValue {
    case get = "GET"
    case head = "HEAD"
    case post = "POST"
}
