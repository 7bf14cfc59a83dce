namespace HawkApi;

sealed record Order(string Item, int Count);
