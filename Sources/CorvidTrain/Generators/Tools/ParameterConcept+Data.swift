extension ParameterConcept {
    /// id | names | kind | mentions (of booleans: yes // no) | descriptions
    static let concepts = """
        in_city | city;location;place;town | words city | in {v};for {v};in {v} | [Name of the|The] city;City name;Where
        at_city | city;location;place | words city | in {v};[around|near] {v} | The city;Place to search in
        in_country | country;nation | words country | in {v};for {v} | Name of the country;The country
        origin | origin;departure city;from city;start location;source | words city | from {v};leaving [from |]{v};starting [in|at] {v} | Where the trip begins;City of departure;Starting point
        destination | destination;arrival city;to city;end location;target | words city | to {v};[going|headed] to {v} | Where the trip ends;City of arrival;Where to go
        on_date | date;day | date | on {v};for {v};on {v} | Date, YYYY-MM-DD;The date in YYYY-MM-DD format;Day (YYYY-MM-DD)
        start_date | start date;from date;date from;check in date;begin | date | from {v} [on|onwards];starting [on |]{v};beginning {v} | First day, YYYY-MM-DD;Start date (YYYY-MM-DD)
        end_date | end date;to date;date to;check out date;until | date | until {v};ending [on |]{v};up to {v} | Last day, YYYY-MM-DD;End date (YYYY-MM-DD)
        due_date | due date;deadline;due | date | due [on |by |]{v};by {v};with {v} as the deadline | When it has to be done, YYYY-MM-DD;Deadline
        at_time | time;start time;hour | time | at {v};for {v};at {v} | Time, HH:MM;Time of day (24 hours);When it starts, HH:MM
        end_time | end time;finish time;until time | time | until {v};ending at {v};to end at {v} | End, HH:MM;When it ends
        weekday | weekday;day;day of week | words weekday | on {v};every {v};for {v} | Day of the week;Which weekday
        month | month | words month | in {v};for {v};for the month of {v} | Name of the month;Month
        in_year | year;calendar year | year | in {v};for [the year |]{v};from {v} | The year;Four digits
        people | people;guests;number of people;party size;persons | int 2 12 | for {v} people;for {v} [guests|persons];for a party of {v} | How many people;Number of guests;Size of the group
        adults | adults;number of adults | int 1 6 | for {v} adults;with {v} adults | Number of adults
        children | children;number of children;kids | int 1 5 | with {v} [children|kids];and {v} children | Number of children
        rooms | rooms;number of rooms | int 2 5 | with {v} rooms;{v} rooms | How many rooms
        nights | nights;number of nights;length of stay | int 2 14 | for {v} nights;staying {v} nights | Nights;Length of stay in nights
        days | days;number of days;period;forecast days | int 2 14 | for [the next |]{v} days;over {v} days;for {v} days | Number of days;How many days
        hours | hours;duration;duration hours | int 2 12 | for {v} hours;lasting {v} hours | Length in hours;How many hours
        minutes | minutes;duration;duration minutes;length | int 5 120 5 | for {v} minutes;lasting {v} minutes;[that takes|taking] {v} minutes | Length in minutes;Duration in minutes
        count | count;quantity;number;amount;copies | int 2 60 | {v} [times|pieces|of them];[in a quantity|in the amount] of {v};quantity {v} | How many;Quantity
        limit | limit;max results;top;page size;number of results | int 3 50 | [showing|with] at most {v} [results|entries];limited to {v};only the [first|top] {v} | Maximum number of results;How many to return
        page | page;page number | int 2 9 | on page {v};page {v} | Page of the results
        budget | budget;max price;price limit;maximum cost | int 20 900 10 | for less than {v} [euros|dollars|];under {v} [euros|dollars|];with a budget of {v};costing at most {v} | Highest price;Budget;Maximum price
        min_price | min price;minimum price;price from;lowest price | int 10 90 5 | costing at least {v};from {v} [euros|dollars] up | Lowest price;Minimum price
        max_price | max price;maximum price;price to;highest price | int 100 900 10 | costing at most {v};up to {v} [euros|dollars];no more than {v} | Highest price;Maximum price
        amount | amount;sum;value;total | num 5 900 2 | of {v};[for|worth] {v};in the amount of {v} | Amount of money;Amount;Sum to use
        rate | rate;interest rate;annual rate;percentage | num 1 12 1 | at {v} percent;with [a rate|interest] of {v}%;at a rate of {v} percent | Rate in percent;Annual rate in percent
        years | years;term;period;term years | int 2 30 | over {v} years;for {v} years;[in|with a term of] {v} years | Time in years;Number of years
        weight | weight;mass;weight kg;load | num 1 90 1 | weighing {v} [kg|kilos];of {v} kg;with a weight of {v} kg | Weight in kilograms;Weight (kg)
        height | height;height cm;body height | int 120 210 | {v} [cm|centimeters] tall;with a height of {v} cm | Height in centimeters
        age | age;years old;user age | int 5 90 | aged {v};{v} years old;at the age of {v} | Age in years
        distance | distance;distance km;radius;range | num 1 80 1 | within {v} [km|kilometers];in a radius of {v} km | Distance in kilometers;Radius in km
        temperature | temperature;target temperature;degrees;setpoint | num 16 28 1 | to {v} degrees;at {v} degrees;at {v} °C | Temperature in degrees Celsius;Degrees
        level | level;brightness;volume;intensity;percent | int 5 95 5 | to {v} percent;at {v}%;to {v} | From 0 to 100;Level in percent
        rating | rating;minimum rating;stars;min stars | int 2 5 | with at least {v} stars;rated {v} [stars|] or better;of {v} stars | Minimum number of stars;Lowest rating
        stars | stars;rating;score;points | int 2 5 | with {v} stars;{v} stars;with a [score|rating] of {v} | Stars to give;From 1 to 5
        unit_temp | unit;units;scale;temperature unit | enum celsius/fahrenheit/kelvin | in {v};[given|shown] in {v} | Unit of temperature;Unit for the answer
        unit_system | units;unit system;system | enum metric/imperial | in {v} units;using {v} units | Unit system
        unit_length | unit;length unit;units | enum meters/feet/inches/yards/miles/kilometers | in {v};[measured|given] in {v} | Unit of length
        unit_speed | unit;speed unit | enum kmh/mph/knots/beaufort | in {v} | Unit of speed
        seat | seat class;cabin;travel class;class | enum economy/premium_economy/business/first_class | in {v};[flying|travelling] {v};{v} class | Class of travel;Cabin class
        seat_kind | seat;seat preference;seat type | enum window/aisle/middle | with a[|n] {v} seat;{v} seat | Preferred seat
        priority | priority;urgency;importance | enum low/medium/high/urgent | with {v} priority;[marked|flagged] as {v};priority {v} | How urgent;Priority level
        status | status;state;stage | enum open/in_progress/blocked/done | [with|whose] status {v};that are {v};in state {v} | Current status;Filter by status
        order_status | status;order status;state | enum pending/shipped/delivered/cancelled | with status {v};that are {v} | Status of the order
        sort | sort by;order by;sorting;sort | enum price/rating/distance/date/popularity/name | sorted by {v};ordered by {v};by {v} | What to sort by;Sort key
        direction | order;direction;sort order | enum ascending/descending | in {v} order;{v} | Sort order
        category | category;type;kind;section | enum books/electronics/clothing/toys/garden/sports/music | in [the category|] {v};from {v};in the {v} section | Category;Which section
        genre | genre;style;kind | enum comedy/drama/thriller/documentary/animation/horror/romance | [of the genre|in the genre] {v};{v} only | Genre;Film genre
        music_genre | genre;style;music style | enum jazz/rock/classical/folk/electronic/blues | [of|in] the genre {v};{v} style | Music genre
        cuisine | cuisine;food type;kitchen | enum italian/indian/mexican/japanese/greek/vegan/turkish | with {v} [cuisine|food];that [serves|serve] {v} food | Kind of food;Cuisine
        diet | diet;dietary restriction;restriction | enum vegetarian/vegan/gluten_free/halal/kosher | that [is|are] {v};for a {v} diet;{v} | Diet to respect
        difficulty | difficulty;level;skill level | enum beginner/intermediate/advanced/expert | at {v} level;for {v}s;[of|with] {v} difficulty | How hard;Skill level
        transport | mode;transport;travel mode;means | enum walking/driving/cycling/transit | by {v};[using|for] {v};mode {v} | How to travel;Means of transport
        language | language;lang;output language | enum english/spanish/french/german/italian/portuguese/japanese | in {v};[using|written in] {v} | Language of the answer;Language
        source_lang | source language;from language;source lang | enum english/spanish/french/german/italian/dutch/polish/korean | from {v};[written|which is] in {v} | Language of the text
        target_lang | target language;to language;target lang | enum english/spanish/french/german/swedish/greek/turkish/hindi | into {v};to {v} | Language to translate to
        currency | currency;currency code | enum EUR/USD/GBP/JPY/CHF/SEK | in {v} | Currency, three letters
        from_currency | from currency;source currency;base currency;base | enum EUR/USD/GBP/CHF/CAD | from {v} | Currency to convert from
        to_currency | to currency;target currency;quote currency;quote | enum JPY/SEK/AUD/INR/BRL/NOK | to {v};into {v} | Currency to convert to
        size | size;item size;cup size | enum small/medium/large/extra_large | in {v};[in size|size] {v} | Size
        color | color;colour;shade | words color | in {v};[coloured|in the color] {v};in {v} | Color name;The color
        format | format;file format;output format;file type | enum pdf/csv/json/xml/docx/html | as [a |]{v} [file|];in {v} format;as {v} | File format;Format of the output
        image_format | format;image format;file type | enum png/jpeg/webp/gif/svg | as {v};in {v} format | Image format
        frequency | frequency;interval;repeat;recurrence | enum daily/weekly/monthly/yearly | {v};repeating {v};on a {v} basis | How often it repeats;Recurrence
        gender | gender;sex | enum male/female | for a {v};{v} | Gender
        activity | activity level;activity;lifestyle | enum sedentary/light/moderate/active | with [a|an] {v} [lifestyle|activity level] | How active the person is
        channel | channel;method;medium;via | enum email/sms/push/phone | by {v};via {v};using {v} | How to send it;Channel
        payment | payment method;pay with;payment | enum credit_card/paypal/bank_transfer/cash | paying by {v};paid with {v};with {v} as payment | How to pay;Payment method
        shipping | shipping;delivery method;shipping speed | enum standard/express/overnight/pickup | with {v} shipping;by {v} [delivery|] | Delivery speed;How to ship
        visibility | visibility;access;privacy | enum public/private/team | [visible|open] to {v};as {v};with {v} access | Who can see it
        period | period;time range;window;timeframe | enum day/week/month/quarter/year | for the [last|past] {v};over the [last|past] {v} | Time span;Period of the report
        pet_kind | animal;pet type;species | enum dog/cat/rabbit/hamster/parrot | for [a|my] {v};with a {v} | Kind of animal
        vehicle | vehicle type;car type;vehicle;category | enum compact/suv/van/convertible/electric | of type {v};in the {v} class;[type|class] {v} | Type of vehicle
        breakfast | breakfast;include breakfast;with breakfast | bool | with breakfast;breakfast included;including breakfast // without breakfast;no breakfast | Whether breakfast is included
        pets | pets allowed;pet friendly;allow pets | bool | where pets are allowed;pet friendly;that takes pets // where no pets are allowed;without pets | Whether pets are allowed
        one_way | one way;single trip | bool | one way;one way only // with return;and back again | Whether it is a trip without return
        direct | direct;nonstop;direct only | bool | without stops;direct only;nonstop // stops are fine;with stops allowed | Only trips without changes
        notify | notify;send notification;notify participants | bool | and notify everyone;with a notification // without [notifying anyone|a notification];and do not notify anyone | Whether to send a notification
        recursive | recursive;include subfolders;deep | bool | including subfolders;recursively;with all subfolders // without subfolders;not recursively | Whether subfolders count
        overwrite | overwrite;replace existing;force | bool | overwriting what is there;and overwrite existing files // without overwriting anything;and do not overwrite existing files | Replace existing files
        gift | gift wrap;gift wrapped;as gift | bool | gift wrapped;wrapped as a gift // without gift wrapping;not gift wrapped | Whether to wrap it as a gift
        parking | parking;with parking;has parking | bool | with [a |]parking [space|lot];that has parking // without parking;parking is not needed | Whether parking is needed
        wifi | wifi;has wifi;free wifi | bool | with wifi;that has free wifi // without wifi;wifi is not needed | Whether it has wireless internet
        outdoor | outdoor;outside;outdoor seating | bool | outside;with outdoor seating // inside;indoors | Whether it is outside
        details | detailed;include details;verbose;full report | bool | with [all |full ]details;in detail // without details;as a short summary only | Whether to give details
        case_sensitive | case sensitive;match case | bool | matching case;case sensitive // ignoring case;not case sensitive | Whether case counts
        insurance | insurance;with insurance;insured | bool | with insurance;insured // without insurance;uninsured | Whether to add insurance
        muted | muted;mute;silent | bool | on mute;muted // unmuted;with sound | Whether sound is off
        title | title;name;subject;label;heading | title | called {q};titled {q};with the title {q};named {q} | Title;Short title;Name to show
        event_title | title;event name;summary;event title | title | called {q};titled {q};with the title {q} | Title of the event;Name of the event
        list_name | list name;list;list title;playlist name | title | [to|on] the list {q};in the list {q};on the list called {q} | Name of the list
        message | message;text;body;content | message | saying {m};with the text {m};that says {m} | Text of the message;What to say;Content
        note | note;comment;remark;notes | message | with the [note|comment|remark] {m};adding the [note|comment] {m} | A note;Comment to add
        reason | reason;cause;justification | message | with the reason {m};giving {m} as the reason | Reason
        query | query;search term;keywords;q;search query | query | for {q};about {q};on {q} | What to search for;Search words;Keywords
        dish | dish;recipe name;meal;food | words food | for {v};with {v} | Name of the dish;Dish
        ingredient | ingredient;main ingredient | words food | with {v};using {v};made [of|with] {v} | Main ingredient
        ingredients | ingredients;items;ingredient list | list food | with {v};using {v};from {v} | Ingredients to use;List of ingredients
        attendees | attendees;participants;invitees;people | list person | with {v};inviting {v};together with {v} | People to invite;Participants;Names of those who take part
        tags | tags;labels;keywords | list topic | tagged {v};with the tags {v};under the labels {v} | Tags;Labels to attach
        items | items;products;article list | list thing | with {v};consisting of {v};containing {v} | Items;List of products
        recipients | recipients;to;send to | list person | to {v};addressed to {v} | Who gets it
        scores | values;numbers;data;scores;samples | ints 2 99 | of {v};for the [numbers|values] {v};from the values {v} | List of numbers;Values to use
        to_person | recipient;to;contact;person | fullname | to {v};for {v} | Who gets it;Name of the recipient
        with_person | contact;person;with | fullname | with {v} | Name of the person
        for_person | name;customer name;guest name;person;client | fullname | for {v};under the name [of |]{v};in the name of {v} | Full name;Name of the person;Name for the booking
        doctor | doctor;physician;doctor name | fullname | with Dr. {v};with doctor {v} | Name of the doctor
        artist | artist;performer;band;musician | fullname | by {v};from {v} | Name of the artist
        author | author;writer;author name | fullname | by {v};written by {v};from {v} | Name of the author
        assignee | assignee;assigned to;owner;responsible | words person | assigned to {v};for {v} [to do|];and give it to {v} | Who does it;Person responsible
        to_email | email;recipient;to;email address | email | to {v};at {v} | Email address;Address to send to
        phone | phone;phone number;number;mobile | phone | to {v};at {v};on {v} | Phone number;Number to call
        url | url;link;address;page | url | at {v};under {v};from {v} | Address of the page;URL
        order_id | order id;order number;order;reference | code | [with|under] the number {v};number {v};{v} | Number of the order;Order reference
        ticket_id | ticket id;ticket;issue id;case number | code | {v};number {v};with the id {v} | Id of the ticket
        item_id | item id;sku;product id;article number | code | {v};with the [article number|sku] {v};item {v} | Id of the product;Article number
        booking_code | booking code;confirmation number;reservation id;booking id | code | {v};with the [code|confirmation number] {v};number {v} | Code of the booking;Confirmation number
        account | account;account number;account id;from account | code | from account {v};on account {v};of the account {v} | Account number
        to_account | to account;target account;destination account;recipient account | code | to account {v};into account {v} | Account that gets it
        tracking | tracking number;parcel number;shipment id;tracking code | code | {v};with the number {v};under tracking number {v} | Tracking number
        flight_no | flight number;flight;flight code | code | {v};number {v} | Flight number
        plate | licence plate;plate;registration | code | with the plate {v};{v} | Licence plate of the car
        file | file;filename;file path;path;document | path | {v};of {v};the file {v} | Path of the file;Name of the file
        from_path | source;source path;from;input file | path | from {v} | Path to take it from
        to_path | destination;target path;to;output file | path | to {v};into {v} | Path to write to
        folder | folder;directory;path;location | path | in {v};from {v};under {v} | Folder;Directory to use
        street_address | address;delivery address;street;location | address | to {v};at {v} | Street address;Where to deliver
        pickup | pickup;pickup location;pickup address;from address | address | from {v};picking [us|me] up at {v} | Where to be picked up
        dropoff | dropoff;dropoff location;destination;to address | address | to {v};with {v} as the destination | Where to go
        room | room;area;zone;location | words room | in the {v};for the {v} | Name of the room;Which room
        topic | topic;subject;theme | words topic | about {v};on {v};on the [topic|subject] of {v} | Topic;Subject area
        sport | sport;discipline | words topic | in {v};for {v} | Kind of sport
        thing | item;product;object;article | words thing | for the {v};with the {v};of the {v} | Name of the item;Product name
        company | company;organization;firm;business | words surname | of {v};from {v};for {v} | Name of the company
        plant | plant;plant name;species | words plant | for my {v};of the {v} | Name of the plant
        job | job;position;job title;occupation | words job | as [a |]{v};for the position of {v} | Job title;Position
        """

    /// Two concepts said in one breath.
    static let pairForms = """
        origin | destination | from {a} to {b};to {b} from {a};between {a} and {b};leaving {a} for {b};starting in {a} and ending in {b}
        start_date | end_date | from {a} to {b};between {a} and {b};from {a} until {b};starting {a} and ending {b}
        at_time | end_time | from {a} to {b};between {a} and {b};from {a} until {b}
        min_price | max_price | between {a} and {b} [euros|dollars];from {a} to {b};costing more than {a} and less than {b};for no more than {b} but at least {a}
        source_lang | target_lang | from {a} to {b};from {a} into {b};into {b} from {a}
        from_currency | to_currency | from {a} to {b};from {a} into {b};into {b} from {a}
        account | to_account | from {a} to {b};to {b} from {a};from account {a} into account {b}
        from_path | to_path | from {a} to {b};from {a} into {b}
        pickup | dropoff | from {a} to {b};to {b} from {a}
        adults | children | for {a} adults and {b} children;for {b} children and {a} adults
        """
}
