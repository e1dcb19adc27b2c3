extension ServiceCatalog {
    static let work = """
        tasks
        create;add;open | task;ticket;issue;to-do | [create|add|open|file] a {o} | Create a {o};Open a new {o} | title | priority due_date assignee tags
        close;complete;finish | task;ticket;issue | [close|complete|finish] the {o};mark the {o} as done | Close a {o};Mark a {o} as done | ticket_id | note notify
        assign;hand_over | task;ticket;issue | [assign|hand over] the {o} | Assign a {o} to someone;Hand over a {o} | ticket_id assignee | priority due_date
        list;find;search | tasks;tickets;issues | [list|show|find] [all|the] {o};?Which {o} are there | List {o} by status;Search {o} | status | assignee priority limit sort
        comment | task;ticket;issue | comment on the {o};leave a comment on the {o} | Comment on a {o} | ticket_id message | notify
        files
        copy;duplicate | file;document;folder | [copy|duplicate] the {o} | Copy a {o};Make a copy of a {o} | from_path to_path | overwrite
        move;rename | file;document | [move|shift] the {o} | Move a {o};Give a {o} another path | from_path to_path | overwrite
        delete;remove | file;document;log | [delete|remove|erase] the {o} | Delete a {o};Remove a {o} for good | file | overwrite reason
        find;search | files;documents;logs | [find|search] [for |all |]{o} | Search for {o};Find {o} by words | query folder | recursive case_sensitive limit
        convert;export | file;document;report | [convert|export|save] the {o} | Convert a {o} to another format;Export a {o} | file format | overwrite
        share | file;document;folder | share the {o} | Share a {o} with someone | file to_email | visibility note
        compress;zip | folder;files;directory | [compress|zip|pack] the {o} | Pack a {o} into an archive | folder | to_path recursive
        bank
        transfer;send;wire | money;payment;funds | [transfer|send|wire|move] [some |]{o} | Transfer {o} between accounts;Make a payment | amount account to_account | on_date note
        get;check;show | balance;account balance | [get|check|show] the {o};?What is the {o} | Get the {o};Balance of an account | account | currency
        list;show | transactions;payments;bookings | [list|show] the {o};?Which {o} were there | List {o} of an account;Show {o} in a period | account | start_date end_date limit
        convert;exchange | money;currency;amount | [convert|exchange|change] [some |]{o};?How much is the sum | Convert money from one currency to another;Exchange rates | amount from_currency to_currency | on_date
        block;freeze | card;account | [block|freeze|lock] [my|the] {o} | Block a {o};Freeze a {o} | account reason | notify
        loan
        calculate;compute;estimate | monthly payment;instalment;mortgage payment | [calculate|compute|work out|estimate] the {o};?What is the {o} | Calculate the {o} of a loan;Compute {o} | amount rate years | currency
        calculate;compute | !compound interest;future value | [calculate|compute|find] the {o};?What is the {o} | Compute {o};Growth of a sum over years | amount rate years | frequency
        apply;request | loan;credit;mortgage | [apply|ask] for a {o} | Apply for a {o};Request a {o} | amount years for_person | reason
        invest;buy | shares;stocks;bonds | [buy|order|get] {o} | Buy {o} of a company;Invest in {o} | company count | max_price account
        get;check | share price;stock price;quote | [get|check|look up] the {o};?What is the {o} | Get the {o} of a company;Latest {o} | company | currency period
        translation
        translate | text;sentence;phrase | [translate|put] the {o} | Translate a {o};Turn a {o} into another language | message target_lang | source_lang
        detect;identify | language | [detect|identify|find out] the {o};?What is the {o} | Detect the {o} of a text | message | details
        summarize;shorten | text;passage;paragraph | [summarize|shorten|sum up] the {o} | Summarize a {o};Make a {o} shorter | message | language limit
        check;correct | !spelling;grammar | [check|correct] the {o} | Check {o};Correct {o} of a text | message | language details
        define;look_up | word;term | [define|look up|explain] the {o} | Define a {o};Look up a {o} | topic | language
        customers
        create;add;register | customer;client;contact | [create|add|register] a [new |]{o} | Add a {o};Register a new {o} | for_person to_email | phone company tags
        update;change | customer;client;contact | [update|change] the {o} | Change the address of a {o};Update a {o} | for_person to_email | note
        find;look_up;get | customer;client;account holder | [find|look up|get] the {o} | Find a {o};Look up a {o} by name | for_person | details
        delete;remove | customer;client;contact | [delete|remove] the {o} | Delete a {o};Remove a {o} from the register | for_person | reason
        export;list | customers;clients;contacts | [export|list] [all|the] {o} | Export {o};List {o} | format | in_country limit tags
        reports
        generate;create;make | sales report;report;statistics | [generate|create|make|draw up] a {o} | Generate a {o};Create a {o} for a period | period | format details in_country
        plot;draw;chart | !chart;bar chart;line chart;histogram | [plot|draw|make] a {o} | Draw a {o};Plot numbers as a {o} | scores | title color image_format
        compare | months;quarters;figures | compare the {o} | Compare two periods;Compare {o} | start_date end_date | category details
        send;mail | report;summary;digest | [send|mail] the {o} | Send a {o} by email | to_email period | format
        statistics
        mean;average | mean;average;arithmetic mean | [calculate|compute|find] the {o};?What is the {o} | Arithmetic mean of numbers;Calculate the {o} | scores | details
        median | median;middle value | [calculate|compute|find] the {o};?What is the {o} | Median of numbers;Find the {o} | scores | details
        deviation;spread | !standard deviation;variance;spread | [calculate|compute|find] the {o};?What is the {o} | Standard deviation of numbers;Compute the {o} | scores | details
        sort;order | numbers;values;list | [sort|order|arrange] the {o} | Sort {o};Arrange {o} | scores direction | limit
        maximum;peak | !maximum;largest value;peak | [find|get|give me] the {o};?What is the {o} | Largest of numbers;Find the {o} | scores | details
        hiring
        post;publish | job;vacancy;opening | [post|publish|advertise] a {o} | Publish a {o};Advertise a {o} | job in_city | amount due_date tags
        schedule;arrange | !interview;job interview;trial day | [schedule|arrange|set up] [a|an] {o} | Arrange an {o};Schedule an {o} with a candidate | for_person on_date at_time | minutes room
        reject;decline | candidate;applicant;application | [reject|decline|turn down] the {o} | Turn down a {o};Reject a {o} | for_person | reason channel
        search;find | !candidates;applicants | [search|find|list] {o};?Which {o} are there | Search {o};Find {o} for a position | job | in_city years limit
        support
        answer;reply | customer;request;ticket | [answer|reply to] the {o} | Answer a {o};Reply to a {o} | ticket_id message | channel
        escalate | ticket;case;complaint | [escalate|pass on] the {o} | Escalate a {o};Pass a {o} to the next level | ticket_id priority | reason
        refund;reimburse | order;customer;purchase | [refund|reimburse] the {o} | Refund an {o};Give money back for an {o} | order_id amount | reason payment
        search;look_up | knowledge base;help pages;manual | search the {o};look in the {o} | Search the {o} | query | language limit
        """

    static let world = """

        maps
        find;get;plan | route;way | [find|get|plan|show me] [a|the] {o};?What is the best {o};?Which {o} is best | Find a {o};Get directions between places | origin destination | transport at_time details
        find;search;list | !petrol stations;pharmacies;parking lots;cash machines | [find|search|list] {o};?Where are there {o} | Find {o} near a place;Search for {o} | at_city | distance limit sort
        get;measure;calculate | distance;travel time;driving time | [get|measure|calculate] the {o};?What is the {o} | Get the {o} between two places;Measure the {o} | origin destination | unit_length transport
        save;bookmark | place;address;location | [save|bookmark|keep] the {o} | Save a {o} under a name;Bookmark a {o} | street_address title | note visibility
        health
        book;make;schedule | appointment;check-up;consultation | [book|make|schedule] [a|an] {o} | Make an {o} with a doctor;Book a medical {o} | doctor on_date | at_time reason for_person
        calculate;compute | body mass index;bmi | [calculate|compute|work out] [my|the] {o};?What is [my|the] {o} | Calculate the {o};Body mass index from weight and height | weight height | unit_system age
        log;record;track | run;workout;walk | [log|record|track] [a|my] {o} | Record a {o};Log a {o} with its length | minutes distance | on_date note
        estimate;compute | daily calories;calorie need;energy need | [estimate|compute|work out] [my|the] {o};?What is [my|the] {o} | Estimate {o} per day;Compute the {o} | weight height age | activity gender
        remind;set | medicine reminder;pill reminder | [set|create] a {o} | Set a {o};Be reminded of a medicine | title at_time | frequency days
        parcels
        ship;send;post | !parcel;package;letter | [ship|send|post] a {o} | Send a {o};Ship a {o} to an address | street_address weight | shipping insurance
        track;locate | parcel;package;shipment | [track|locate|find] [my|the] {o};?Where is [my|the] {o} | Track a {o};Find out where a {o} is | tracking | details
        quote;calculate | postage;shipping cost | [calculate|work out|quote] the {o};?What is the {o} | Calculate {o};Price of sending a parcel | weight origin destination | shipping
        collect;pick_up | parcel;package;letters | have [a|my] {o} picked up;arrange a pickup of [a|my] {o} | Have a {o} picked up | pickup on_date | at_time count
        library
        search;find | books;titles;volumes | [search|find|look up] {o};?Which {o} are there | Search {o};Find {o} in the catalogue | topic | author in_year language limit
        borrow;lend;reserve | book;novel;atlas | [borrow|reserve] [the|a] {o} | Borrow a {o};Reserve a {o} | title for_person | days
        renew;extend | loan;book | [renew|extend] [my|the] {o} | Renew a {o};Keep a {o} longer | booking_code | days
        return;give_back | book;volume | [return|give back] [the|my] {o} | Return a {o} | booking_code | note rating
        news
        search;find | news;articles;headlines | [search|find|get] {o};?What are the latest {o} | Search {o};Find {o} about something | query | in_country start_date language limit
        get;show;list | headlines;top stories | [get|show|read] [me |]the {o};?What are the {o} | Latest {o};Show the {o} of a country | in_country | category limit
        subscribe | newsletter;digest;channel | subscribe [me |]to the {o} | Subscribe to a {o} | to_email topic | frequency
        school
        enrol;register | student;pupil;participant | [enrol|register|sign up] the {o} | Enrol a {o} in a course;Register a {o} | for_person topic | difficulty start_date
        find;search | courses;classes;lessons | [find|search|list] {o};?Which {o} are there | Find {o};Search {o} by subject | topic | in_city weekday difficulty max_price
        grade;mark | essay;test;exam | [grade|mark] the {o} | Grade the {o} of a student;Give points for a {o} | for_person count | note
        book;find | tutor;private teacher | [book|find|get] [me |]a {o} | Find a {o};Book a {o} for a subject | topic on_date | hours difficulty
        sports
        book;reserve | !court;pitch;lane | [book|reserve] a {o} | Book a {o};Reserve a {o} for some time | sport on_date at_time | hours people
        get;show | results;scores;fixtures | [get|show|tell me] the {o};?What are the {o} | Get the {o};Show {o} of a sport | sport | in_country on_date
        join;sign_up | club;team;league | [join|sign up for] a {o} | Join a {o};Sign up for a {o} | sport for_person | age difficulty
        find;search | trainer;coach | [find|search for] a {o} | Find a {o};Search for a {o} in a city | sport in_city | max_price gender
        pets
        find;search | !vet;animal clinic;kennel | [find|search for] a {o};?Where is there a {o} | Find a {o};Search for a {o} | at_city pet_kind | distance rating
        book;schedule | !vet visit;grooming;vaccination | [book|schedule] a {o} | Book a {o};Make a date for a {o} | pet_kind on_date | at_time note
        adopt;reserve | animal;pet | [adopt|take in] [a|an] {o} | Adopt an {o};Give a home to an {o} | pet_kind in_city | age gender
        order;buy | pet food;treats;litter | [order|buy] {o} | Order {o};Buy {o} for an animal | pet_kind weight | shipping
        plants
        identify;name | plant;leaf;flower | [identify|name] the {o} | Name a {o} from a picture;Identify a {o} | url | language
        schedule;plan | !watering;pruning;feeding | [schedule|plan] the {o} | Plan the {o} of a plant | plant frequency | room start_date
        get;show | !care tips;watering advice;planting advice | [get|show|give me] {o};?What are the {o} | Get {o} for a plant;Show {o} | plant | language details
        property
        find;search;list | flats;houses;apartments;studios | [find|search|list] {o};?Which {o} are there | Search {o};Find {o} to rent | in_city | rooms min_price max_price pets parking
        arrange;schedule | viewing;visit;inspection | [arrange|schedule|set up] a {o} | Arrange a {o} of a flat;Schedule a {o} | street_address on_date at_time | for_person
        estimate;value | !rent;price;value | [estimate|work out] the {o};?What is the {o} | Estimate the {o} of a property | street_address | rooms currency
        report | !leak;damage;broken lift | report a {o} | Report a {o} to the owner | street_address message | priority url
        museum
        buy;book | tickets;entry tickets;guided tour | [buy|book|get] {o} | Buy {o};Book {o} for a museum | on_date count | language at_time
        search;find | paintings;works;exhibits | [search|find|show] {o};?Which {o} are there | Search {o};Find {o} in the collection | artist | in_year limit topic
        get;show | !opening hours;entry fee | [get|show|tell me] the {o};?What are the {o} | Get the {o};Show the {o} of a museum | company | weekday
        cars
        book;schedule | !service;inspection;tyre change | [book|schedule] [a|an] {o} | Book [a|an] {o} for a car;Schedule [a|an] {o} | plate on_date | at_time note
        find;search | !charging stations;garages;car washes | [find|search] {o};?Where are there {o} | Find {o} near a place | at_city | distance sort limit
        pay;settle | !parking fee;toll;fine | [pay|settle] the {o} | Pay the {o} of a car;Settle a {o} | plate amount | payment
        sell;offer | car;vehicle | [sell|offer] [my|the] {o} | Offer a {o} for sale | plate amount | color in_city
        energy
        get;show | consumption;power use;meter reading | [get|show|tell me] the {o};?What was the {o} | Show the {o} of a building;Get the {o} | street_address period | details
        charge;load | car;battery;bike | charge the {o} | Charge the {o};Load a {o} to a level | level | at_time room
        report;submit | !meter reading;gas reading;water reading | [report|submit|send in] the {o} | Send in a {o} | count on_date | note
        switch;change | !tariff;provider | [switch|change] the {o} | Change the {o};Switch to another {o} | company start_date | reason
        """
}
