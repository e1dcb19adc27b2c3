// libcurl's options are variadic, which Swift cannot call: one inline function for each kind of value.
#pragma once
#include <curl/curl.h>

static inline CURLcode corvid_curl_set_long(CURL *handle, CURLoption option, long value) {
    return curl_easy_setopt(handle, option, value);
}
