#pragma once
// Debian's libxml2 shows ICU in its headers, whose types clash with those of Foundation's own ICU. Nothing here uses it.
#include <libxml/xmlversion.h>
#undef LIBXML_ICU_ENABLED
#include <libxml/HTMLparser.h>
#include <iconv.h>
